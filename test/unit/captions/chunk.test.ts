import { describe, expect, test } from '@jest/globals'
import { chunkCues, inBatches, locate } from '../../../lib/captions/chunk.ts'
import { maskCues } from '../../../lib/captions/mask.ts'
import type { Cue } from '../../../schemas/generated/types.ts'

const cues = (...texts: string[]): Cue[] =>
  texts.map((text, index) => ({ startMs: index * 1000, endMs: index * 1000 + 900, text }))

describe('chunks of cues', () => {
  test('are as large as the limit in bytes allows, and cut no cue', () => {
    // A Korean syllable has three bytes, and one sign stands between two cues.
    const chunks = chunkCues(cues('가나', '다라', '마바', 'ab'), { maxBytes: 13 })
    expect(chunks.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
      ['가나 다라', 0, 1900],
      ['마바 ab', 2000, 3900],
    ])
  })

  test('keep a limit in characters, whatever these weigh', () => {
    expect(chunkCues(cues('가나', '👍👍', 'abc'), { maxCharacters: 5 }).map(({ text }) => text)).toEqual([
      '가나 👍👍',
      'abc',
    ])
  })

  test('end a line where a sentence ends, and let it go on where it does not', () => {
    expect(chunkCues(cues('We are', 'here.', 'Now', '[music]', '간다'), { maxBytes: 99 })[0]?.text).toBe(
      'We are here.\nNow [music]\n간다',
    )
  })

  test('leave out what says nothing', () => {
    expect(chunkCues(cues(' ', 'A', '\u3000'), { maxBytes: 99 })).toMatchObject([
      { text: 'A', spans: [{ cueIndex: 1 }] },
    ])
    expect(chunkCues([], { maxBytes: 1 })).toEqual([])
  })

  test('have a cue that is too long cut, at a space where there is one, and say so', () => {
    const chunks = chunkCues(cues('aaaa bbbbcccc', 'd'), { maxBytes: 6 })
    expect(chunks.map(({ text, hasCutCue }) => [text, hasCutCue])).toEqual([
      ['aaaa ', true],
      ['bbbbcc', true],
      ['cc\nd'.replace('\n', ' '), true],
    ])
    expect(chunks.map(({ spans }) => spans.map(({ cueIndex, cueBegin }) => [cueIndex, cueBegin]))).toEqual([
      [[0, 0]],
      [[0, 5]],
      [
        [0, 11],
        [1, 0],
      ],
    ])
  })

  test('cannot be smaller than one character', () => {
    expect(() => chunkCues(cues('가'), { maxBytes: 2 })).toThrow(RangeError)
  })
})

describe('a place in a chunk', () => {
  const track = cues('My number', 'is 👍 010-1234-\n5678', 'call me')
  const [chunk] = chunkCues(track, { maxBytes: 5000 })
  const offsetOf = (words: string) => [...chunk!.text.slice(0, chunk!.text.indexOf(words))].length

  test('leads to the cues and the words in them', () => {
    const begin = offsetOf('number')
    expect(locate(chunk!, begin, offsetOf('👍') + 1)).toEqual([
      { cueIndex: 0, startMs: 0, endMs: 900, begin: 3, end: 9 },
      { cueIndex: 1, startMs: 1000, endMs: 1900, begin: 0, end: 4 },
    ])
  })

  test('between two cues leads to none', () => {
    const between = offsetOf(' call')
    expect(locate(chunk!, between, between + 1)).toEqual([])
  })

  test('can be made unreadable in the cue, which keeps its lines and its markup', () => {
    const begin = offsetOf('010')
    const parts = locate(chunk!, begin, begin + 14)
    const marked = track.with(1, { ...track[1]!, markup: 'is <i>👍 010</i>-1234-\n<b>5678</b>' })
    const masked = maskCues(marked, parts)
    expect(masked[1]).toMatchObject({
      text: 'is 👍 *********\n****',
      markup: 'is <i>👍 ***</i>******\n<b>****</b>',
    })
    expect([masked[0], masked[2]]).toEqual([track[0], track[2]])
  })

  test('counts a character reference as one sign', () => {
    const cue: Cue = { startMs: 0, endMs: 1, text: '<&a>b', markup: '<v A &amp; B>&lt;&amp;a&gt;b</v>' }
    const [masked] = maskCues([cue], [{ cueIndex: 0, begin: 1, end: 4 }])
    expect(masked).toMatchObject({ text: '<***b', markup: '<v A &amp; B>&lt;***b</v>' })
  })
})

describe('a film of three hours with 5,000 cues', () => {
  const words = '배가 항구를 떠난 지 벌써 세 시간이 지났습니다.'
  const film = Array.from({ length: 5000 }, (_, index): Cue => {
    const startMs = index * 2160
    return { startMs, endMs: startMs + 2000, text: `${words} ${index}` }
  })

  test('goes to the service in the fewest requests that its limits allow', () => {
    const chunks = chunkCues(film, { maxBytes: 5000 })
    // No plan needs fewer requests than one that could cut cues and fill every document to its last byte.
    const bytes = film.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, -1)
    const batches = inBatches(chunks, 25)
    expect([Math.ceil(bytes / 5000 / 25), batches.length]).toEqual([3, 3])
    expect(batches.map((batch) => batch.length)).toEqual([25, 25, 22])
  })
})
