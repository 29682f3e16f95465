import { describe, expect, test } from '@jest/globals'
import { fitToFilm } from '../../../lib/captions/tidy.ts'
import { writeWebVtt } from '../../../lib/captions/write.ts'
import { readFixture, readText, tellWarnings, webVtt } from './read.ts'

const textsOf = (text: string, fileName?: string) => readText(text, fileName).cues.map((cue) => cue.text)

describe('a WebVTT file', () => {
  test('gives its cues with times, settings and identifiers', () => {
    const text = webVtt(
      'NOTE made by hand',
      '',
      'STYLE',
      '::cue { color: red }',
      '',
      '7',
      '00:01.500 --> 00:00:03.000 line:0 align:start region:fred size:200%',
      'Hello',
      'there',
      '',
      '101:00:00.000 --> 101:00:01.000',
      'Late',
    )
    expect(readText(text)).toEqual({
      cues: [
        { startMs: 1500, endMs: 3000, text: 'Hello\nthere', settings: 'line:0 align:start', id: '7' },
        { startMs: 363_600_000, endMs: 363_601_000, text: 'Late' },
      ],
      warnings: [],
      format: 'webvtt',
      encoding: 'utf-8',
    })
  })

  test.each([
    ['elephants-dream.en.vtt', 78, 'At the left we can see...'],
    ['elephants-dream.sv.vtt', 81, 'Till vänster kan vi se...\nSer vi...'],
    ['elephants-dream.ru.vtt', 84, 'Слева мы видим...'],
    ['elephants-dream.ja.vtt', 77, '左に見えるのは…'],
    ['elephants-dream.ar.vtt', 77, '...إلى... إلى الشمال يمكن أن نرى\n...يمكن أن نرى الـ'],
  ])('of the real world: %s', (fileName, count, first) => {
    const { cues, warnings } = readFixture(fileName)
    expect({ count: cues.length, first: cues[0]?.text, warnings }).toEqual({ count, first, warnings: [] })
  })

  test.each([
    ['a byte order mark', '\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\nA\n'],
    ['lines of Windows', 'WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nA\r\n'],
    ['lines of an old Macintosh', 'WEBVTT\r\r00:01.000 --> 00:02.000\rA\r'],
    ['a header', 'WEBVTT - a title\nKind: captions\nLanguage: en\n\n00:01.000 --> 00:02.000\nA'],
  ])('is read with %s', (_name, text) => {
    expect(readText(text)).toMatchObject({ cues: [{ startMs: 1000, text: 'A' }], warnings: [] })
  })

  test.each([
    ['no signature', '00:01.000 --> 00:02.000\nA', ['no-signature:1'], ['A']],
    ['NUL characters', webVtt('00:01.000 --> 00:02.000', 'A\0B'), ['nul-characters'], ['AB']],
    [
      'times that are none',
      webVtt('1:xx --> 00:02.000', 'A', '', '00:03.000 --> 00:04.000', 'B'),
      ['unreadable-times:3'],
      ['B'],
    ],
    [
      'minutes beyond the hour',
      webVtt('01:75:00.000 --> 01:76:00.000', 'A', '', '00:03.000 --> 00:04.000', 'B'),
      ['unreadable-times:3'],
      ['B'],
    ],
    [
      'a cue of no length',
      webVtt('00:02.000 --> 00:02.000', 'A', '', '00:03.000 --> 00:04.000', 'B'),
      ['cue-without-length:3'],
      ['B'],
    ],
    [
      'a cue that ends before it begins',
      webVtt('00:02.000 --> 00:01.000', 'A', '', '00:03.000 --> 00:04.000', 'B'),
      ['cue-without-length:3'],
      ['B'],
    ],
    [
      'a time below zero',
      webVtt('-00:02.000 --> 00:01.000', 'A', '', '00:03.000 --> 00:04.000', 'B'),
      ['negative-time:3'],
      ['B'],
    ],
    [
      'cues out of order',
      webVtt('00:03.000 --> 00:04.000', 'B', '', '00:01.000 --> 00:02.000', 'A'),
      ['unordered-cues'],
      ['A', 'B'],
    ],
    [
      'cues at once',
      webVtt('00:01.000 --> 00:04.000', 'A', '', '00:02.000 --> 00:05.000', 'B'),
      ['overlapping-cues'],
      ['A', 'B'],
    ],
    [
      'a cue twice',
      webVtt('00:01.000 --> 00:02.000', 'A', '', '00:01.000 --> 00:02.000', 'A'),
      ['repeated-cues'],
      ['A'],
    ],
    [
      'words without times',
      webVtt('Nobody knows when', '', '00:01.000 --> 00:02.000', 'A'),
      ['words-without-times:3'],
      ['A'],
    ],
    [
      'no empty line between cues',
      webVtt('00:01.000 --> 00:02.000', 'A', '2', '00:03.000 --> 00:04.000', 'B'),
      [],
      ['A', 'B'],
    ],
    ['an arrow that is spoken', webVtt('00:01.000 --> 00:02.000', 'left --> right'), [], ['left --> right']],
    ['a cue without words', webVtt('00:01.000 --> 00:02.000', '', '00:03.000 --> 00:04.000', 'B'), [], ['B']],
    ['words of SubRip', '1\n00:00:01,000 --> 00:00:02,000\nA\n', ['no-signature:1'], ['A']],
  ])('with %s keeps what is good', (_name, text, warnings, texts) => {
    const file = readText(text)
    expect({ warnings: tellWarnings(file), texts: file.cues.map((cue) => cue.text) }).toEqual({
      warnings,
      texts,
    })
  })

  test.each([' ', '\t', ' NOTE', ' STYLE of mine', 'intro', 'Call 010-1234-5678', '7 of 9'])(
    'knows no cue by the name %j',
    (name) => {
      expect(readText(webVtt(name, '00:01.000 --> 00:02.000', 'A')).cues).toEqual([
        { startMs: 1000, endMs: 2000, text: 'A' },
      ])
    },
  )

  test('broken throughout says so five times, and then how often', () => {
    const broken = Array.from({ length: 40 }, (_, index) => [`00:0${index % 10}.000 --> 00:00.000`, 'A', ''])
    const { warnings, hopeless } = readText(webVtt(...broken.flat()))
    expect(warnings).toHaveLength(6)
    expect(warnings.at(-1)).toEqual({
      code: 'cue-without-length',
      message: 'There are 35 more of this kind.',
    })
    expect(hopeless?.code).toBe('no-cues')
  })

  test.each([
    ['empty-file', new Uint8Array()],
    ['no-cues', new TextEncoder().encode('WEBVTT\n')],
    ['no-cues', new TextEncoder().encode('{"no": "captions"}')],
    ['file-too-large', new Uint8Array(10 * 1024 * 1024 + 1)],
    ['not-text', Uint8Array.from({ length: 5000 }, (_, index) => (index * 37) % 32)],
  ])('that is hopeless says why: %s', (code, bytes) => {
    const text = new TextDecoder('latin1').decode(bytes)
    expect(readText(text)).toMatchObject({ cues: [], hopeless: { code } })
  })

  test('with more cues than a film has is hopeless', () => {
    const cues = Array.from({ length: 20_001 }, () => '00:01.000 --> 00:02.000\nA\n')
    expect(readText(webVtt(...cues)).hopeless?.code).toBe('too-many-cues')
  })

  test('of ten megabytes without a line end is cut, not choked on', () => {
    const file = readText(webVtt('00:01.000 --> 00:02.000', '<b'.repeat(5_000_000)))
    expect(tellWarnings(file)).toEqual(['cue-too-long:3'])
    expect(file.cues[0]?.text).toHaveLength(10_000)
  })
})

describe('cues and the length of the film', () => {
  const { cues } = readText(webVtt('00:01.000 --> 00:05.000', 'A', '', '00:04.000 --> 00:06.000', 'B'))

  test('are cut where it ends, and left out behind that, with a warning', () => {
    expect(fitToFilm(cues, 4000)).toMatchObject({
      cues: [{ text: 'A', startMs: 1000, endMs: 4000 }],
      warnings: [{ code: 'cues-after-film' }],
    })
    expect(fitToFilm(cues, 6000)).toEqual({ cues, warnings: [] })
  })

  test('of three hours, 5,000 of them, are all read', () => {
    const at = (ms: number) => new Date(ms).toISOString().slice(11, 23)
    const film = Array.from({ length: 5000 }, (_, index) => [
      `${at(index * 2160)} --> ${at(index * 2160 + 2000)}`,
      `<i>줄 ${index}</i>`,
      '',
    ])
    const file = readText(webVtt(...film.flat()))
    expect([file.cues.length, file.warnings, file.cues.at(-1)]).toEqual([
      5000,
      [],
      { startMs: 10_797_840, endMs: 10_799_840, text: '줄 4999', markup: '<i>줄 4999</i>' },
    ])
  })
})

describe('markup in a cue', () => {
  const markupOf = (payload: string) => {
    const [cue] = readText(webVtt('00:01.000 --> 00:02.000', payload)).cues
    return [cue?.text, cue?.markup]
  }

  test.each([
    ['Just words', 'Just words', undefined],
    ['<i>slanted</i> and <b.loud>bold</b>', 'slanted and bold', '<i>slanted</i> and <b>bold</b>'],
    ['<v.first Esme &amp; Co>Hi', 'Hi', '<v Esme &amp; Co>Hi</v>'],
    ['<v>Hi', 'Hi', undefined],
    ['<v A>Hi<i>!\n<v B>Ho', 'Hi!\nHo', '<v A>Hi<i>!\n</i></v><v B>Ho</v>'],
    ['<lang ko_KR>안녕</lang> <lang zz9>?</lang>', '안녕 ?', '<lang ko-KR>안녕</lang> ?'],
    ['<ruby>漢<rt>kan</rt></ruby><rt>x', '漢kanx', '<ruby>漢<rt>kan</rt></ruby>x'],
    ['<i>one<b>two</i>three', 'onetwothree', '<i>one<b>two</b></i>three'],
    ['never <i>closed', 'never closed', 'never <i>closed</i>'],
    ['<c.yellow>kara<00:00:01.500>oke</c>', 'karaoke', undefined],
    ['<font color="red">red</font><br/>', 'red', undefined],
    ['I <3 you, 1 < 2 && 3 > 2', 'I <3 you, 1 < 2 && 3 > 2', undefined],
    ['Q&amp;A &lt;b&gt; &#x41;&#66;&nbsp;&bogus;', 'Q&A <b> AB\u00a0&bogus;', undefined],
    ['<script>alert(1)</script>safe', 'safe', undefined],
    ['<SCRIPT src="//evil">x</script >safe<style>p{}</style>', 'safe', undefined],
    ['<img src=x onerror="alert(1)">safe', 'safe', undefined],
    ['<b onclick=alert(1)>bold</b>', 'bold', '<b>bold</b>'],
    ['<scr<script>ipt>alert(1)</script>', '<scr', undefined],
    ['<i', '<i', undefined],
  ])('%s', (payload, text, markup) => {
    expect(markupOf(payload)).toEqual([text, markup])
  })

  test.each([
    ['a{\\i1}b', 'ab'],
    ['{</c>\\}a', '{}a'],
    ['{\\a{\\b}c}d', '{ac}d'],
    ['{<i>\\</i>a}', '{\\a}'],
  ])('of SubRip, %s, leaves nothing that is read as such again: %s', (payload, text) => {
    const { cues } = readText(webVtt('00:01.000 --> 00:02.000', payload))
    expect(cues[0]?.text).toBe(text)
    expect(readText(writeWebVtt(cues)).cues).toEqual(cues)
  })

  test('of SubRip: braces place a cue, HTML goes', () => {
    const [cue] = readText(
      '1\n00:00:01,5 --> 00:00:02,000 X1:1 X2:2\n{\\an8}<font size=9><i>Up</i></font>\n',
      'a.srt',
    ).cues
    expect(cue).toEqual({ startMs: 1500, endMs: 2000, text: 'Up', markup: '<i>Up</i>', settings: 'line:0' })
  })
})

describe('a SubRip file', () => {
  test('may have empty lines within a cue, and no number before it', () => {
    const text = '00:00:01,000 --> 00:00:02,000\nA\n\nstill A\n\n2\n00:00:03,000 --> 00:00:04,000\nB'
    const file = readText(text, 'film.srt')
    expect(file.cues.map((cue) => cue.text)).toEqual(['A\nstill A', 'B'])
    expect(tellWarnings(file)).toEqual(['empty-line-in-cue:4'])
  })

  test('that is a WebVTT file is read as that', () => {
    const file = readText(webVtt('00:01.000 --> 00:02.000', 'A'), 'film.srt')
    expect([file.format, tellWarnings(file)]).toEqual(['webvtt', ['other-format']])
  })

  test('without anything else has what is said', () => {
    expect(textsOf('1\n00:00:01,000 --> 00:00:02,000\n12\n', 'a.srt')).toEqual(['12'])
  })
})
