import { open } from 'node:fs/promises'
import type { Box } from './mp4-boxes.ts'
import { findBox, listBoxes } from './mp4-boxes.ts'
import { handlerOf, readHeaders } from './movie-headers.ts'

/** Seconds of the picture in a finished file, or of its longest track when it has none. */
export async function readDurationSeconds(file: string): Promise<number> {
  const handle = await open(file)
  try {
    const { moov } = await readHeaders(handle)
    const root = findBox(moov, ['moov'])
    const tracks = root ? listBoxes(moov, root.body, root.end).filter(({ type }) => type === 'trak') : []
    const times = tracks.map((track) => ({
      seconds: trackSeconds(moov, track),
      picture: handlerOf(moov, track) === 'vide',
    }))
    return (
      times.find(({ picture }) => picture)?.seconds ?? Math.max(0, ...times.map(({ seconds }) => seconds))
    )
  } finally {
    await handle.close()
  }
}

function trackSeconds(moov: Buffer, track: Box): number {
  const mdhd = findBox(moov, ['mdia', 'mdhd'], track)!
  const wide = moov[mdhd.body] === 1
  const timescale = moov.readUInt32BE(mdhd.body + (wide ? 20 : 12))
  const duration = wide ? Number(moov.readBigUInt64BE(mdhd.body + 24)) : moov.readUInt32BE(mdhd.body + 16)
  return duration / timescale
}
