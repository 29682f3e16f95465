// Writes CMAF segments: one or more `moof` + `mdat` pairs whose times start at zero with the track.
import type { FileHandle } from 'node:fs/promises'
import type { SampleRange, Segment } from './cut-segments.ts'
import { makeBox, makeFullBox, PLAIN, uint32 } from './mp4-boxes.ts'
import type { SampleTable, Track } from './read-track.ts'

const SYNC_FLAGS = 0x02000000
const DELTA_FLAGS = 0x01010000
const DEFAULT_BASE_IS_MOOF = 0x20000

const TRUN = {
  dataOffset: 0x1,
  firstFlags: 0x4,
  durations: 0x100,
  sizes: 0x200,
  flags: 0x400,
  shifts: 0x800,
} as const

/** A segment whose first fragment has a number within its track. */
export interface NumberedSegment extends Segment {
  firstFragment: number
}

/** Fragments are numbered through the whole track, from 1. */
export function numberFragments(segments: Segment[]): NumberedSegment[] {
  let firstFragment = 1
  return segments.map((segment) => {
    const numbered = { ...segment, firstFragment }
    firstFragment += segment.fragments.length
    return numbered
  })
}

/** The whole segment, its samples read from the open file of its track. */
export async function writeSegment(
  handle: FileHandle,
  track: Track,
  segment: NumberedSegment,
): Promise<Buffer> {
  const parts: Buffer[] = [makeBox('styp', Buffer.from('cmfs\0\0\0\0cmfsiso6msdh', 'latin1'))]
  let time = segment.start
  for (const [index, range] of segment.fragments.entries()) {
    const media = await readSamples(handle, track.samples, range)
    const fragment = { range, sequence: segment.firstFragment + index, time }
    parts.push(makeFragment(track, fragment), makeBox('mdat', ...media))
    for (let sample = range.from; sample < range.to; sample++) time += track.samples.durations[sample]!
  }
  return Buffer.concat(parts)
}

/** Samples that lie side by side in the file are read at once. */
async function readSamples(handle: FileHandle, samples: SampleTable, range: SampleRange): Promise<Buffer[]> {
  const runs: { offset: number; length: number }[] = []
  for (let index = range.from; index < range.to; index++) {
    const run = runs.at(-1)
    if (run && run.offset + run.length === samples.offsets[index]) run.length += samples.sizes[index]!
    else runs.push({ offset: samples.offsets[index]!, length: samples.sizes[index]! })
  }
  const buffers: Buffer[] = []
  for (const { offset, length } of runs) {
    const buffer = Buffer.alloc(length)
    const { bytesRead } = await handle.read(buffer, 0, length, offset)
    if (bytesRead !== length) throw new Error('a track file ended early')
    buffers.push(buffer)
  }
  return buffers
}

interface Fragment {
  range: SampleRange
  sequence: number
  /** Decoding time of its first sample. */
  time: number
}

function makeFragment(track: Track, { range, sequence, time }: Fragment): Buffer {
  const build = (dataOffset: number) =>
    makeBox(
      'moof',
      makeFullBox('mfhd', PLAIN, uint32([sequence])),
      makeBox(
        'traf',
        makeFullBox('tfhd', { version: 0, flags: DEFAULT_BASE_IS_MOOF }, uint32([track.trackId])),
        makeTime(time),
        makeRun(track, range, dataOffset),
      ),
    )
  // The data begins after the moof and the mdat's header; its length does not depend on the number.
  return build(build(0).length + 8)
}

function makeTime(time: number): Buffer {
  const value = Buffer.alloc(8)
  value.writeBigUInt64BE(BigInt(time))
  return makeFullBox('tfdt', { version: 1, flags: 0 }, value)
}

function makeRun({ samples, shiftBase }: Track, { from, to }: SampleRange, dataOffset: number): Buffer {
  const hasShifts = samples.shifts.some((shift) => shift !== 0)
  const fields: number[] = []
  for (let index = from; index < to; index++) {
    fields.push(
      samples.durations[index]!,
      samples.sizes[index]!,
      samples.sync[index] ? SYNC_FLAGS : DELTA_FLAGS,
    )
    if (hasShifts) fields.push(samples.shifts[index]! - shiftBase)
  }
  const flags = TRUN.dataOffset | TRUN.durations | TRUN.sizes | TRUN.flags | (hasShifts ? TRUN.shifts : 0)
  return makeFullBox('trun', { version: 1, flags }, uint32([to - from, dataOffset]), uint32(fields))
}
