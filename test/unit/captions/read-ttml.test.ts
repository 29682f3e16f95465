import { describe, expect, test } from '@jest/globals'
import { readText, tellWarnings } from './read.ts'

const NAMESPACES =
  'xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'

const read = (body: string, { attributes = '', head = '' } = {}) =>
  readText(
    `<?xml version="1.0" encoding="UTF-8"?>\n<tt ${NAMESPACES} xml:lang="ko" ${attributes}>\n<head>${head}</head>\n<body>${body}</body>\n</tt>`,
    'film.ttml',
  )

const timesOf = (body: string, attributes?: string) =>
  read(body, attributes === undefined ? {} : { attributes }).cues.map(({ startMs, endMs }) => [
    startMs,
    endMs,
  ])

describe('a TTML file', () => {
  test('gives its paragraphs with lines, emphasis, language and place', () => {
    const file = read(
      `<div><p begin="1s" end="2s" region="top">가 &amp;\n   <span tts:fontStyle="italic">나</span><br/><span style="strong">다</span></p></div>`,
      {
        head: `<styling><style xml:id="strong" tts:fontWeight="bold" tts:textDecoration="underline"/></styling>
          <layout><region xml:id="top" tts:displayAlign="before"/></layout>`,
      },
    )
    expect(file).toEqual({
      cues: [
        {
          startMs: 1000,
          endMs: 2000,
          text: '가 & 나\n다',
          markup: '가 &amp; <i>나</i>\n<b><u>다</u></b>',
          settings: 'line:0',
        },
      ],
      warnings: [],
      format: 'ttml',
      encoding: 'utf-8',
      language: 'ko',
    })
  })

  test.each([
    ['01:00:01.250', 3_601_250, ''],
    ['00:00:01:12', 1500, 'ttp:frameRate="24"'],
    ['00:00:10:00', 10_000, 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"'],
    ['24f', 1001, 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"'],
    ['10000000t', 1000, 'ttp:tickRate="10000000"'],
    ['48t', 2000, 'ttp:frameRate="24"'],
    ['1.5h', 5_400_000, ''],
    ['2.5m', 150_000, ''],
    ['1500ms', 1500, ''],
    ['1.5', 1500, ''],
  ])('knows the time %s', (time, ms, attributes) => {
    expect(timesOf(`<div><p begin="0s" end="${time}">A</p></div>`, attributes)).toEqual([[0, ms]])
  })

  test.each([
    ['a duration', '<div><p begin="2s" dur="3s">A</p></div>', [[2000, 5000]]],
    [
      'times within those around them',
      '<div begin="10s"><p begin="1s" end="2s">A</p></div>',
      [[11_000, 12_000]],
    ],
    ['times of what is around it', '<div begin="1s" end="4s"><p>A</p></div>', [[1000, 4000]]],
    [
      'an end that is cut by what is around it',
      '<div end="3s"><p begin="1s" end="9s">A</p></div>',
      [[1000, 3000]],
    ],
    [
      'a sequence',
      '<div timeContainer="seq"><p dur="1s">A</p><p dur="2s">B</p></div>',
      [
        [0, 1000],
        [1000, 3000],
      ],
    ],
    [
      'times of its spans',
      '<div><p begin="1s"><span begin="0s" end="1s">A</span><span begin="1s" end="2s">B</span></p></div>',
      [
        [1000, 2000],
        [2000, 3000],
      ],
    ],
  ])('takes %s', (_name, body, times) => {
    expect(timesOf(body)).toEqual(times)
  })

  test('keeps what is good, and says on which line the rest is', () => {
    const file = read(
      '\n<div>\n<p begin="x" end="2s">A</p>\n<p>B</p>\n<p begin="3s" end="1s">C</p>\n<p begin="-1s" end="1s">D</p>\n<p begin="5s" end="6s">E</p></div>',
    )
    expect(file.cues.map((cue) => cue.text)).toEqual(['E'])
    expect(tellWarnings(file)).toEqual([
      'unreadable-times:6',
      'words-without-times:7',
      'cue-without-length:8',
      'negative-time:9',
    ])
  })

  test('that is no well-formed XML gives the paragraphs that are whole', () => {
    const file = readText(
      `<tt ${NAMESPACES} ttp:frameRate="25" xml:lang="en">\n<body><div>\n<p begin="1s" end="25f">short</p>\n<p begin="1s" end="50f">A <br/>B</p>\n<p begin="3s" end="4s">C</span></p>\n<p begin="5s" end="6s">D</p>\n</div>`,
      'film.ttml',
    )
    expect(file.cues.map(({ startMs, endMs, text }) => [startMs, endMs, text])).toEqual([
      [1000, 2000, 'A\nB'],
      [5000, 6000, 'D'],
    ])
    expect(tellWarnings(file)).toEqual(['ill-formed-xml:5', 'ill-formed-cue:5', 'cue-without-length:3'])
    expect(file.language).toBe('en')
  })

  test.each([
    [
      'entities that multiply',
      `<!DOCTYPE tt [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<tt ${NAMESPACES}><body><div><p begin="0s" end="1s">x &b; &file;</p></div></body></tt>`,
      'x &b; &file;',
    ],
    [
      'elements nested without end',
      `<tt ${NAMESPACES}><body>${'<div>'.repeat(200_000)}<p begin="0s" end="1s">x</p>`,
      'x',
    ],
    [
      'scripts',
      `<tt ${NAMESPACES}><body><div><p begin="0s" end="1s"><script>alert(1)</script>x &lt;img onerror=1&gt;</p></div></body></tt>`,
      'x <img onerror=1>',
    ],
    [
      'prefixes of its own',
      '<t:tt xmlns:t="http://www.w3.org/ns/ttml"><t:body><t:div><t:p begin="0s" end="1s">x</t:p></t:div></t:body></t:tt>',
      'x',
    ],
  ])('survives %s', (_name, text, words) => {
    expect(readText(text, 'film.ttml').cues.map((cue) => cue.text)).toEqual([words])
  })

  test('never lets markup through that was written as words', () => {
    const [cue] = read('<p begin="0s" end="1s">&lt;script&gt;alert(1)&lt;/script&gt;</p>').cues
    expect(cue).toEqual({ startMs: 0, endMs: 1000, text: '<script>alert(1)</script>' })
  })
})
