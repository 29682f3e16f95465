import { describe, expect, test } from '@jest/globals'
import { decodeCp949 } from '../../../lib/captions/read/cp949.ts'
import { readCaptions } from '../../../lib/captions/read-captions.ts'
import { readFixture, readFixtureBytes, tellWarnings, webVtt } from './read.ts'

const FILM = webVtt('00:01.000 --> 00:02.000', '안녕하세요, 1번 배입니다')

const utf16 = (text: string, littleEndian: boolean, mark: string) => {
  const bytes = Buffer.from(mark + text, 'utf16le')
  return littleEndian ? bytes : bytes.swap16()
}

const readBytes = (bytes: Uint8Array, fileName = 'film.vtt', language?: string) =>
  readCaptions(bytes, { fileName, language })

/** Text of single bytes, as TextDecoder reads them. */
const encodeSingle = (text: string, encoding: string) => {
  const signs = new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))
  return Uint8Array.from(text, (sign) => signs.indexOf(sign))
}

describe('the encoding of a caption file', () => {
  test('CP949 of a Korean file is told from its bytes alone', () => {
    const old = readFixture('harbour-cp949.ko.srt')
    const { cues } = readFixture('harbour.ko.srt')
    expect(old.cues).toEqual(cues)
    expect(cues[2]?.text).toBe('펲시콜라 한 병을 시켰는데 햏이라뇨.')
    expect([old.encoding, tellWarnings(old)]).toEqual(['cp949', ['old-encoding']])
  })

  test.each([
    ['UTF-8', Buffer.from(FILM), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${FILM}`), 'utf-8'],
    ['UTF-16 with a mark', utf16(FILM, true, '\ufeff'), 'utf-16le'],
    ['UTF-16, big end first, with a mark', utf16(FILM, false, '\ufeff'), 'utf-16be'],
    ['UTF-16 without a mark', utf16(FILM, true, ''), 'utf-16le'],
    ['UTF-16, big end first, without a mark', utf16(FILM, false, ''), 'utf-16be'],
  ])('%s', (_name, bytes, encoding) => {
    const file = readBytes(bytes)
    expect(file).toMatchObject({ encoding, warnings: [], cues: [{ text: '안녕하세요, 1번 배입니다' }] })
  })

  test.each([
    ['French', 'Ça déjà vu, où êtes-vous ? — Élève', 'windows-1252', undefined],
    ['French, named so', 'Ça déjà vu, où êtes-vous ?', 'windows-1252', 'fr'],
    ['Russian, named so', 'Слева мы видим', 'windows-1251', 'ru'],
    ['Polish, named so', 'Zażółć gęślą jaźń', 'windows-1250', 'pl'],
  ])('%s in single bytes', (_name, words, encoding, language) => {
    const file = readBytes(
      encodeSingle(webVtt('00:01.000 --> 00:02.000', words), encoding),
      'a.vtt',
      language,
    )
    expect([file.cues[0]?.text, file.encoding, tellWarnings(file)]).toEqual([
      words,
      encoding,
      ['old-encoding'],
    ])
  })

  test('every syllable of Hangul has its place in CP949', () => {
    // As another implementation of the encoding has them: first and last of the extension, and of its parts.
    const bytes = '814181fe8241a0fea141a1a0c652b0a1c8fe'
    expect(decodeCp949(Buffer.from(bytes, 'hex'))).toBe('갂괓괔좤좥줎힣가힝')
  })

  test('some broken bytes do not make a file one of another encoding', () => {
    const bytes = Buffer.concat([Buffer.from(FILM.repeat(3).trimEnd()), Buffer.from([0xec, 0x95, 0x0a])])
    const file = readBytes(bytes)
    expect([file.encoding, tellWarnings(file)[0]]).toEqual(['utf-8', 'damaged-encoding'])
    expect(file.cues[0]?.text).toContain('안녕하세요, 1번 배입니다')
  })

  test('a Korean file in CP949 with a broken byte is still Korean', () => {
    const whole = Buffer.from(readFixtureBytes('harbour-cp949.ko.srt'))
    whole[whole.indexOf('\n00:00:01') + 34] = 0xff
    const file = readBytes(whole, 'harbour.ko.srt', 'ko')
    expect(file.encoding).toBe('cp949')
    expect(file.cues[1]?.text).toBe('똠방각하가 오늘\n배를 탄다고 합니다.')
  })
})
