// Bytes of a caption file become text. Old files say nothing of their encoding.
import { decodeCp949 } from './read/cp949.ts'
import type { WarningLog } from './warnings.ts'

const CP949 = 'cp949'

/** What files of a language were written in before UTF-8; names as TextDecoder has them, but for CP949. */
const LEGACY: Record<string, string> = {
  ko: CP949,
  ja: 'shift_jis',
  zh: 'gb18030',
  'zh-TW': 'big5',
  'zh-HK': 'big5',
  'zh-Hant': 'big5',
  ru: 'windows-1251',
  uk: 'windows-1251',
  bg: 'windows-1251',
  el: 'windows-1253',
  tr: 'windows-1254',
  he: 'windows-1255',
  ar: 'windows-1256',
  vi: 'windows-1258',
  th: 'windows-874',
  pl: 'windows-1250',
  cs: 'windows-1250',
  sk: 'windows-1250',
  hu: 'windows-1250',
}

const WESTERN = 'windows-1252'
const REPLACED = '\ufffd'

export interface Decoded {
  text: string
  encoding: string
}

function decode(bytes: Uint8Array, encoding: string): Decoded {
  const text = encoding === CP949 ? decodeCp949(bytes) : new TextDecoder(encoding).decode(bytes)
  return { text, encoding }
}

function decodeWhole(bytes: Uint8Array, encoding: string): Decoded | undefined {
  if (encoding === CP949) {
    const decoded = decode(bytes, CP949)
    return decoded.text.includes(REPLACED) ? undefined : decoded
  }
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
  } catch {
    return undefined
  }
}

function readByteOrderMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return undefined
}

const SAMPLE_BYTES = 8192

/** Digits, spaces and line ends of UTF-16 have a zero as one of their two bytes, always on the same side. */
function findUtf16(bytes: Uint8Array): string | undefined {
  const zeros = [0, 0]
  const length = Math.min(bytes.length, SAMPLE_BYTES) & ~1
  for (let index = 0; index < length; index++) if (bytes[index] === 0) zeros[index & 1]!++
  const [even, odd] = zeros.map((count) => count / Math.max(1, length / 2))
  if (odd! > 0.2 && even! < 0.02) return 'utf-16le'
  return even! > 0.2 && odd! < 0.02 ? 'utf-16be' : undefined
}

function countMatches(text: string, pattern: RegExp): number {
  let count = 0
  for (const _ of text.matchAll(pattern)) count++
  return count
}

/** Some bytes of UTF-8 are broken, but most signs beyond ASCII are whole. */
function isDamagedUtf8(text: string): boolean {
  const broken = countMatches(text, /\ufffd/g)
  return countMatches(text, /[^\p{ASCII}\ufffd]/gu) > 10 * broken
}

/** Text of another language that happens to decode is full of rare signs. */
function isKorean(text: string): boolean {
  const hangul = countMatches(text, /[가-힣]/g)
  return hangul > 0 && hangul > 0.85 * countMatches(text, /\P{ASCII}/gu)
}

const legacyOf = (language: string | undefined): string | undefined =>
  language === undefined ? undefined : (LEGACY[language] ?? LEGACY[language.split('-')[0]!])

/** Single bytes always decode to something, so the Western reading comes last. */
function guess(bytes: Uint8Array, language: string | undefined): Decoded {
  const korean = decodeWhole(bytes, CP949)
  if (korean !== undefined && isKorean(korean.text)) return korean
  const legacy = legacyOf(language)
  const whole = legacy === undefined ? undefined : decodeWhole(bytes, legacy)
  if (whole !== undefined) return whole
  if (legacy === CP949) {
    const damaged = decode(bytes, legacy)
    if (isKorean(damaged.text.replaceAll(REPLACED, ''))) return damaged
  }
  return decode(bytes, WESTERN)
}

/** @param language what the file name says; old encodings are told apart by it */
export function decodeText(bytes: Uint8Array, language: string | undefined, log: WarningLog): Decoded {
  const stated = readByteOrderMark(bytes) ?? findUtf16(bytes)
  const whole = decodeWhole(bytes, stated ?? 'utf-8')
  if (whole !== undefined) return whole
  const utf = decode(bytes, stated ?? 'utf-8')
  if (stated !== undefined || isDamagedUtf8(utf.text)) {
    log.warn('damaged-encoding', `Some bytes are no ${utf.encoding.toUpperCase()} and were replaced.`)
    return utf
  }
  const guessed = guess(bytes, language)
  const doubt = guessed.encoding === WESTERN ? ', for want of anything better' : ''
  log.warn(
    'old-encoding',
    `The file is not UTF-8; it was read as ${guessed.encoding.toUpperCase()}${doubt}. Save it as UTF-8.`,
  )
  return guessed
}
