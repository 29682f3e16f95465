// Reads the fragmented file that ffmpeg made of one track: its header and the place, length and time of each sample.
import { open } from 'node:fs/promises'
import type { LocatedBox } from './movie-headers.ts'
import { handlerOf, readHeaders } from './movie-headers.ts'
import type { Box } from './mp4-boxes.ts'
import { findBox, listBoxes, makeBox, makeFullBox, PLAIN, uint32 } from './mp4-boxes.ts'

/** Samples as parallel columns, in decoding order; times and durations in the track's timescale. */
export interface SampleTable {
  offsets: number[]
  sizes: number[]
  durations: number[]
  /** Composition offset: presentation time minus decoding time. */
  shifts: number[]
  sync: boolean[]
}

export interface Track {
  file: string
  timescale: number
  trackId: number
  /** The CMAF header: `ftyp` and `moov`, with an edit list where offsets stay unsigned. */
  header: Buffer
  /** Taken off every composition offset, so that the first picture is shown at zero. */
  shiftBase: number
  moov: Buffer
  samples: SampleTable
}

const CMAF_BRANDS = ['iso6', 'cmfc', 'dash']
const NOT_SYNC = 0x10000

/**
 * Reads the track in `file`. With `signedOffsets` pictures may be shown before they are decoded; without, an edit list
 * says where time zero is.
 */
export async function readTrack(file: string, signedOffsets: boolean): Promise<Track> {
  const handle = await open(file)
  try {
    const { moov, moofs } = await readHeaders(handle)
    const root = listBoxes(moov)[0]
    if (!root) throw new Error(`${file} has no moov box`)
    const samples: SampleTable = { offsets: [], sizes: [], durations: [], shifts: [], sync: [] }
    for (const moof of moofs) readFragment(moof, samples)
    dropPriming(moov, samples)
    const lead = samples.shifts[0] ?? 0
    const header = makeHeader(moov, root, signedOffsets ? 0 : lead)
    return { file, moov, samples, ...readTrackHeader(moov), header, shiftBase: signedOffsets ? lead : 0 }
  } finally {
    await handle.close()
  }
}

function readTrackHeader(moov: Buffer): { timescale: number; trackId: number } {
  const mdhd = findBox(moov, ['moov', 'trak', 'mdia', 'mdhd'])!
  const tkhd = findBox(moov, ['moov', 'trak', 'tkhd'])!
  const version1 = (box: Box) => moov[box.body] === 1
  return {
    timescale: moov.readUInt32BE(mdhd.body + (version1(mdhd) ? 20 : 12)),
    trackId: moov.readUInt32BE(tkhd.body + (version1(tkhd) ? 20 : 12)),
  }
}

/** ffmpeg's edit list goes; one that skips `lead` comes in its place when there is something to skip. */
function makeHeader(moov: Buffer, root: Box, lead: number): Buffer {
  const brands = Buffer.from(CMAF_BRANDS.join(''), 'latin1')
  const ftyp = makeBox('ftyp', Buffer.from('iso6', 'latin1'), Buffer.alloc(4), brands)
  const edits = makeBox('edts', makeFullBox('elst', PLAIN, uint32([1, 0, lead, 0x00010000])))
  const children = listBoxes(moov, root.body, root.end).map((box) => {
    const data = moov.subarray(box.start, box.end)
    if (box.type !== 'trak') return data
    const parts = listBoxes(moov, box.body, box.end).filter(({ type }) => type !== 'edts')
    const copies = parts.map((part) => moov.subarray(part.start, part.end))
    // The edit list stands right after the track header.
    return makeBox('trak', ...copies.slice(0, 1), ...(lead > 0 ? [edits] : []), ...copies.slice(1))
  })
  return Buffer.concat([ftyp, makeBox('moov', ...children)])
}

/** Adds the samples of one `moof`. */
function readFragment(moof: LocatedBox, samples: SampleTable): void {
  const { data } = moof
  const traf = findBox(data, ['moof', 'traf'])!
  const defaults = readDefaults(data, findBox(data, ['tfhd'], traf)!)
  const runs = listBoxes(data, traf.body, traf.end).filter(({ type }) => type === 'trun')
  for (const trun of runs) readRun(moof, { trun, defaults }, samples)
}

interface Defaults {
  duration: number
  size: number
  flags: number
}

function readDefaults(moof: Buffer, tfhd: Box): Defaults {
  const flags = moof.readUInt32BE(tfhd.body) & 0xffffff
  let at = tfhd.body + 8
  if (flags & 0x1) at += 8
  if (flags & 0x2) at += 4
  const next = (present: number) => (flags & present ? moof.readUInt32BE((at += 4) - 4) : 0)
  return { duration: next(0x8), size: next(0x10), flags: next(0x20) }
}

function readRun(
  { data: moof, offset }: LocatedBox,
  { trun, defaults }: { trun: Box; defaults: Defaults },
  samples: SampleTable,
): void {
  const flags = moof.readUInt32BE(trun.body) & 0xffffff
  const count = moof.readUInt32BE(trun.body + 4)
  let at = trun.body + 8
  const next = () => moof.readUInt32BE((at += 4) - 4)
  // With default-base-is-moof the data offset counts from the first byte of the moof.
  let dataOffset = offset + (flags & 0x1 ? moof.readInt32BE((at += 4) - 4) : moof.length + 8)
  const firstFlags = flags & 0x4 ? next() : undefined
  for (let index = 0; index < count; index++) {
    const duration = flags & 0x100 ? next() : defaults.duration
    const size = flags & 0x200 ? next() : defaults.size
    const own = flags & 0x400 ? next() : index === 0 ? (firstFlags ?? defaults.flags) : defaults.flags
    const shift = flags & 0x800 ? moof.readInt32BE((at += 4) - 4) : 0
    samples.offsets.push(dataOffset)
    samples.sizes.push(size)
    samples.durations.push(duration)
    samples.shifts.push(shift)
    samples.sync.push((own & NOT_SYNC) === 0)
    dataOffset += size
  }
}

/**
 * The edit list of an encoded sound track says how many samples the encoder put before time zero. Whole frames of
 * them are left out, so that the track starts at zero without an edit list, which players honour unequally.
 */
function dropPriming(moov: Buffer, samples: SampleTable): void {
  const track = findBox(moov, ['moov', 'trak'])
  const elst = track && findBox(moov, ['edts', 'elst'], track)
  if (!elst || handlerOf(moov, track) !== 'soun') return
  const mediaTime =
    moov[elst.body] === 1 ? Number(moov.readBigInt64BE(elst.body + 16)) : moov.readInt32BE(elst.body + 12)
  const frames = Math.floor(Math.max(0, mediaTime) / (samples.durations[0] || 1024))
  if (frames === 0 || frames >= samples.sizes.length) return
  for (const column of [samples.offsets, samples.sizes, samples.durations, samples.shifts, samples.sync]) {
    column.splice(0, frames)
  }
}
