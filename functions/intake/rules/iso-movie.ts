// The index of an ISO BMFF or QuickTime film (`moov`): what MediaConvert's Probe does not tell, which is rotation,
// pixel shape and encryption. Source of the layouts: ISO/IEC 14496-12, clauses 8.2 to 8.5 and 12.1.
import {
  boxOf,
  childrenOf,
  descend,
  find,
  handlerOf,
  has,
  isLongForm,
  sampleEntriesOf,
  type Box,
} from './iso-box-tree.ts'
import { readCaptionTracks, type CaptionFacts } from './iso-captions.ts'

export type Rotation = 0 | 90 | 180 | 270

export interface MovieTrack {
  /** Handler, for instance `vide`, `soun`, `tmcd`. */
  kind: string
  /** As played, after the edits of the track; 0 where the index does not tell, as in a film of fragments. */
  durationMs: number
  isEncrypted: boolean
  /** Of a track with a picture. */
  picture?: PictureFacts
}

/** Width and height as displayed: after rotation, in square pixels. */
export interface PictureFacts {
  widthPx: number
  heightPx: number
  rotationDegrees: Rotation
}

export interface MovieFacts {
  durationMs: number
  tracks: MovieTrack[]
  /** Absent where there are none. */
  captions?: CaptionFacts[]
}

/** A number of 32 bits in version 0 of a box and of 64 in version 1; all ones stand for "unknown". */
function readDuration({ view }: Box, at: number, isLong: boolean): number {
  const value = isLong ? Number(view.getBigUint64(at)) : view.getUint32(at)
  return value >= (isLong ? 2 ** 63 : 0xffffffff) ? 0 : value
}

/** Units a second and duration of the film. */
function readMovieHeader(mvhd: Box | undefined): { timescale: number; durationMs: number } {
  const isLong = mvhd !== undefined && isLongForm(mvhd)
  if (mvhd === undefined || !has(mvhd, isLong ? 32 : 20)) return { timescale: 0, durationMs: 0 }
  const timescale = mvhd.view.getUint32(isLong ? 20 : 12)
  return { timescale, durationMs: toMs(readDuration(mvhd, isLong ? 24 : 16, isLong), timescale) }
}

const toMs = (units: number, timescale: number) =>
  timescale > 0 ? Math.round((units * 1000) / timescale) : 0

const fixed16 = (view: DataView, at: number) => view.getInt32(at) / 65536

/** Clockwise turn of the matrix [a b; c d], to the nearest right angle. */
function rotationOf(a: number, b: number): Rotation {
  const degrees = (Math.atan2(b, a) * 180) / Math.PI
  return ((((Math.round(degrees / 90) * 90) % 360) + 360) % 360) as Rotation
}

interface TrackHeader {
  /** In units of the film. */
  duration: number
  rotationDegrees: Rotation
  widthPx: number
  heightPx: number
}

/** `tkhd`: the matrix and, last, the size at which the track is shown before it is turned. */
function readTrackHeader(tkhd: Box | undefined): TrackHeader | undefined {
  if (tkhd === undefined || !has(tkhd, 84)) return undefined
  const isLong = isLongForm(tkhd)
  const matrixAt = isLong ? 52 : 40
  if (!has(tkhd, matrixAt + 44)) return undefined
  return {
    duration: readDuration(tkhd, isLong ? 28 : 20, isLong),
    rotationDegrees: rotationOf(fixed16(tkhd.view, matrixAt), fixed16(tkhd.view, matrixAt + 4)),
    widthPx: fixed16(tkhd.view, matrixAt + 36),
    heightPx: fixed16(tkhd.view, matrixAt + 40),
  }
}

const ENCRYPTED_ENTRIES = new Set(['encv', 'enca', 'encs', 'enct', 'encm', 'drms', 'drmi', 'drmt'])

/** Children of a sample entry begin after its fixed fields. */
const VISUAL_ENTRY_BYTES = 78
const AUDIO_ENTRY_BYTES = 28

function isEncrypted(entry: Box, kind: string): boolean {
  if (ENCRYPTED_ENTRIES.has(entry.type)) return true
  const fixedBytes = kind === 'vide' ? VISUAL_ENTRY_BYTES : kind === 'soun' ? AUDIO_ENTRY_BYTES : 8
  return find(childrenOf(entry, fixedBytes), 'sinf') !== undefined
}

/** Coded size, and the size it has in square pixels by its `pasp` box. */
function readCodedSize(entry: Box | undefined) {
  if (entry === undefined || !has(entry, VISUAL_ENTRY_BYTES)) return undefined
  const codedWidth = entry.view.getUint16(24)
  const codedHeight = entry.view.getUint16(26)
  const pasp = find(childrenOf(entry, VISUAL_ENTRY_BYTES), 'pasp')
  const hasShape =
    pasp !== undefined && has(pasp, 8) && pasp.view.getUint32(0) > 0 && pasp.view.getUint32(4) > 0
  const shape = hasShape ? pasp.view.getUint32(0) / pasp.view.getUint32(4) : 1
  return { codedWidth, codedHeight, widthPx: codedWidth * shape, heightPx: codedHeight }
}

/** The size to show wins over the pixel shape, but never makes the picture larger than it is in both directions. */
function readPicture(header: TrackHeader, entry: Box | undefined): PictureFacts | undefined {
  const coded = readCodedSize(entry)
  const isStated = header.widthPx >= 1 && header.heightPx >= 1
  const shown = isStated ? header : coded
  if (shown === undefined) return undefined
  const excess =
    coded?.codedWidth && coded.codedHeight
      ? Math.max(1, Math.min(shown.widthPx / coded.codedWidth, shown.heightPx / coded.codedHeight))
      : 1
  const width = Math.round(shown.widthPx / excess)
  const height = Math.round(shown.heightPx / excess)
  if (width < 1 || height < 1) return undefined
  const { rotationDegrees } = header
  const isTurned = rotationDegrees === 90 || rotationDegrees === 270
  return { widthPx: isTurned ? height : width, heightPx: isTurned ? width : height, rotationDegrees }
}

function readTrack(trak: Box, timescale: number): MovieTrack | undefined {
  const kind = handlerOf(trak)
  if (kind === undefined) return undefined
  const entries = sampleEntriesOf(trak)
  const header = readTrackHeader(descend(trak, 'tkhd'))
  const picture = kind === 'vide' && header ? readPicture(header, entries[0]) : undefined
  return {
    kind,
    durationMs: toMs(header?.duration ?? 0, timescale),
    isEncrypted: entries.some((entry) => isEncrypted(entry, kind)),
    ...(picture && { picture }),
  }
}

/**
 * What the index says.
 * @param moov the whole box, header included
 * @returns undefined when the bytes are no such box
 */
export function readMovie(moov: Uint8Array): MovieFacts | undefined {
  const root = find(childrenOf(boxOf('', moov)), 'moov')
  if (root === undefined) return undefined
  const boxes = childrenOf(root)
  const { timescale, durationMs } = readMovieHeader(find(boxes, 'mvhd'))
  // In a film of fragments the index tells at most the length of the first one.
  const isWhole = find(boxes, 'mvex') === undefined
  const traks = boxes.filter((box) => box.type === 'trak')
  const tracks = traks.flatMap((trak) => readTrack(trak, isWhole ? timescale : 0) ?? [])
  const captions = readCaptionTracks(traks)
  return { durationMs: isWhole ? durationMs : 0, tracks, ...(captions.length > 0 && { captions }) }
}
