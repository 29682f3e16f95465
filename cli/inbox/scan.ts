// What lies in the inbox and may be taken: plain files that are not hidden and not half a download.
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

export interface InboxFile {
  path: string
  /** Path below the inbox with slashes: the object key. */
  key: string
  sizeBytes: number
  modifiedMs: number
}

const PARTIAL = /\.(part|partial|crdownload|download|tmp|temp|filepart|opdownload)$|~$/i

export const isIgnored = (key: string) =>
  key.split('/').some((name) => name.startsWith('.')) || PARTIAL.test(key)

export async function scanInbox(folder: string): Promise<InboxFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const found = await Promise.all(files.map((path) => describe(folder, path)))
  return found.filter((file) => file !== undefined).sort((a, b) => (a.key < b.key ? -1 : 1))
}

async function describe(folder: string, path: string): Promise<InboxFile | undefined> {
  const key = relative(folder, path).split(sep).join('/')
  if (isIgnored(key)) return undefined
  try {
    const { size, mtimeMs } = await stat(path)
    return { path, key, sizeBytes: size, modifiedMs: mtimeMs }
  } catch {
    // Moved away between the listing and the look.
    return undefined
  }
}
