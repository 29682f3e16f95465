// The moments that a reviewer should look at: their pictures, from the API's short-lived addresses.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plain } from '../terminal.ts'
import { callHttp } from './http-call.ts'
import { timeRange } from './moments.ts'
import type { ShownAsset } from './task-text.ts'

export interface Moment {
  startMs: number
  endMs: number
  /** What was seen there; of several findings in the order of the findings. */
  labels: string[]
  /** Absent when the picture is gone. */
  frameUrl?: string
}

export interface Picture extends Moment {
  /** JPEG; absent when the picture is gone or cannot be read. */
  jpeg?: Buffer
}

const LARGEST_PICTURE_BYTES = 4 << 20
const AT_ONCE = 4

/** The same frame is often evidence of several findings; signatures in the addresses do not make it another one. */
const frameOf = (url: string) => url.split('?')[0] ?? url

/** One for each frame, in the order of the film. Evidence without a picture, as words are, is none. */
export function chooseMoments({ findings }: Pick<ShownAsset, 'findings'>): Moment[] {
  const moments = new Map<string, Moment>()
  for (const { label, evidence } of findings) {
    for (const { startMs, endMs, frameUrl, frameMissing } of evidence) {
      if (frameUrl === undefined && !frameMissing) continue
      const key = frameUrl === undefined ? `${startMs}-${endMs}` : frameOf(frameUrl)
      const known = moments.get(key)
      if (known === undefined)
        moments.set(key, { startMs, endMs, labels: [label], ...(frameUrl !== undefined && { frameUrl }) })
      else if (!known.labels.includes(label)) known.labels.push(label)
    }
  }
  return [...moments.values()].sort((one, other) => one.startMs - other.startMs)
}

const isJpeg = (bytes: Buffer) => bytes[0] === 0xff && bytes[1] === 0xd8

async function fetchJpeg(url: string): Promise<Buffer | undefined> {
  try {
    const { status, body } = await callHttp({ method: 'GET', url, maxBytes: LARGEST_PICTURE_BYTES })
    return status === 200 && isJpeg(body) ? body : undefined
  } catch {
    // A picture helps; a decision is possible without it.
    return undefined
  }
}

export async function fetchPictures(moments: Moment[]): Promise<Picture[]> {
  const pictures: Picture[] = moments.map((moment) => ({ ...moment }))
  const waiting = [...pictures]
  const work = async () => {
    for (let picture = waiting.shift(); picture !== undefined; picture = waiting.shift()) {
      const jpeg = picture.frameUrl === undefined ? undefined : await fetchJpeg(picture.frameUrl)
      if (jpeg !== undefined) picture.jpeg = jpeg
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return pictures
}

/** `0:12-0:17  Self-Harm` */
export const captionOf = (moment: Moment) => `${timeRange(moment)}  ${moment.labels.map(plain).join(', ')}`

export interface SavedPictures {
  folder: string
  /** By the place of the picture in what was given. */
  paths: (string | undefined)[]
  remove(): Promise<void>
}

/** Into a new folder that only its owner can look into. */
export async function savePictures(pictures: Picture[]): Promise<SavedPictures> {
  const folder = await mkdtemp(join(tmpdir(), 'reelgate-review-'))
  const paths = pictures.map(({ jpeg, startMs }, index) =>
    jpeg === undefined
      ? undefined
      : join(folder, `${String(index + 1).padStart(2, '0')}-at-${Math.floor(startMs / 1000)}s.jpg`),
  )
  for (const [index, path] of paths.entries()) {
    const { jpeg } = pictures[index] ?? {}
    if (path !== undefined && jpeg !== undefined) await writeFile(path, jpeg)
  }
  return { folder, paths, remove: () => rm(folder, { recursive: true, force: true }) }
}
