// Which upload a file belongs to, kept while it is under way: one small file each, below the user's state folder. The
// right to go on is not in it: that is the sign-in.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Target } from '../target.ts'

export interface KeptUpload {
  uploadId: string
  /** Of the file when the upload began. */
  sizeBytes: number
  modifiedMs: number
  /** Whether a part of the film may be there already. */
  inParts: boolean
}

export type UploadKeeper = ReturnType<typeof uploadKeeper>

function stateFolder(environment: NodeJS.ProcessEnv): string {
  const configured = environment['XDG_STATE_HOME'] ?? ''
  // The specification wants relative paths ignored.
  const base = isAbsolute(configured) ? configured : join(homedir(), '.local', 'state')
  return join(base, 'reelgate', 'uploads')
}

/** Uploads to one stack. `path` is absolute. */
export function uploadKeeper(target: Target, environment: NodeJS.ProcessEnv = process.env) {
  const folder = stateFolder(environment)
  const { endpointUrl = 'aws', region = 'default', stage } = target
  const placeOf = (path: string) => {
    const name = JSON.stringify([endpointUrl, region, stage, path])
    return join(folder, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`)
  }
  return {
    async find(path: string): Promise<KeptUpload | undefined> {
      try {
        const kept = JSON.parse(await readFile(placeOf(path), 'utf8')) as Partial<KeptUpload>
        return typeof kept.uploadId === 'string' ? (kept as KeptUpload) : undefined
      } catch (error) {
        // One that was damaged is as good as none.
        if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT')
          return undefined
        throw error
      }
    },
    /** Whole or not at all. */
    async keep(path: string, upload: KeptUpload): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const draft = `${placeOf(path)}.${process.pid}.tmp`
      await writeFile(draft, JSON.stringify({ ...upload, path }), { mode: 0o600 })
      await rename(draft, placeOf(path))
    },
    forget: (path: string) => rm(placeOf(path), { force: true }),
  }
}
