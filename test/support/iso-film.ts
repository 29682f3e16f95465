// Boxes of ISO BMFF written by hand, so that a test says exactly what is in a film.

export const box = (type: string, ...parts: Uint8Array[]): Uint8Array => {
  const payload = Buffer.concat(parts)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(8 + payload.length, 0)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, payload])
}

export const bytes = (...values: number[]) => Uint8Array.from(values)
export const text = (value: string) => Buffer.from(value, 'latin1')
const u16 = (value: number) => bytes(value >> 8, value & 255)
const u32 = (value: number) => bytes(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255)
const zeros = (count: number) => new Uint8Array(count)

export interface TrackWords {
  kind?: string
  widthPx?: number
  heightPx?: number
  /** First two numbers of the matrix. */
  turn?: [number, number]
  /** Size to show; the coded one where it is left out. */
  shown?: [number, number]
  pixelShape?: [number, number]
  entry?: string
  hasSchemeInfo?: boolean
  trackId?: number
  /** Packed letters or a Macintosh code. */
  languageCode?: number
  languageTag?: string
  /** Of a text track. */
  displayFlags?: number
  /** Number of the track with its chapters. */
  chapterTrack?: number
}

/** Three letters as `mdhd` packs them. */
export const packLanguage = (code: string) =>
  [...code].reduce((packed, letter) => (packed << 5) | (letter.charCodeAt(0) - 0x60), 0)

function sampleEntry({
  kind = 'vide',
  widthPx = 640,
  heightPx = 360,
  pixelShape,
  entry,
  hasSchemeInfo,
  displayFlags = 0,
}: TrackWords) {
  const children = [
    ...(pixelShape ? [box('pasp', u32(pixelShape[0]), u32(pixelShape[1]))] : []),
    ...(hasSchemeInfo ? [box('sinf', box('frma', text('avc1')))] : []),
  ]
  return kind === 'vide'
    ? box(entry ?? 'avc1', zeros(24), u16(widthPx), u16(heightPx), zeros(50), ...children)
    : box(entry ?? 'mp4a', zeros(8), u32(displayFlags), zeros(16), ...children)
}

export function track(words: TrackWords = {}): Uint8Array {
  const { kind = 'vide', widthPx = 640, heightPx = 360, turn = [1, 0] } = words
  const { trackId = 0, languageCode = 0, languageTag, chapterTrack } = words
  const [shownWidth, shownHeight] = words.shown ?? [widthPx, heightPx]
  const fixed = (value: number) => u32(Math.round(value * 65536))
  const [a, b] = turn
  const matrix = [fixed(a), fixed(b), zeros(4), fixed(-b), fixed(a), zeros(12), u32(0x40000000)]
  return box(
    'trak',
    box(
      'tkhd',
      zeros(12),
      u32(trackId),
      zeros(4),
      u32(4000),
      zeros(16),
      ...matrix,
      fixed(shownWidth),
      fixed(shownHeight),
    ),
    ...(chapterTrack === undefined ? [] : [box('tref', box('chap', u32(chapterTrack)))]),
    box(
      'mdia',
      box('mdhd', zeros(12), u32(1000), u32(4000), u16(languageCode), zeros(2)),
      ...(languageTag === undefined ? [] : [box('elng', zeros(4), text(languageTag), zeros(1))]),
      box('hdlr', zeros(8), text(kind), zeros(13)),
      box('minf', box('stbl', box('stsd', zeros(4), u32(1), sampleEntry(words)))),
    ),
  )
}

export const movie = (...tracks: Uint8Array[]) =>
  box('moov', box('mvhd', zeros(12), u32(1000), u32(4000), zeros(80)), ...tracks)

export const fileType = (brand: string) => box('ftyp', text(brand), zeros(4), text('isom'))

export const film = (...boxes: Uint8Array[]): Uint8Array => Buffer.concat(boxes)
