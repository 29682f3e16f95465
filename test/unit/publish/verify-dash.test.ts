import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readDash } from '../../../functions/publish/read-dash.ts'
import { expandSegments, parseDuration } from '../../../functions/publish/rules/dash-segments.ts'
import { checkDash } from '../../../functions/publish/verify-dash.ts'
import { DASH_KEY, expected, PREFIX, publication } from './publication.ts'

const MPD = publication().texts.get(DASH_KEY)!
const check = (text = MPD, objects = publication().objects) =>
  checkDash({ key: DASH_KEY, text, objects, expected }).problems
const rewritten = (from: string | RegExp, to: string) => {
  expect(MPD).toMatch(from)
  return MPD.replace(from, to)
}

describe('a DASH publication', () => {
  test('as planned has no problem', () => expect(check()).toEqual([]))

  test('is read with all its segments', () => {
    const { durationSeconds, representations } = readDash(MPD)
    expect(durationSeconds).toBe(20.02)
    expect(representations.map(({ kind, segments }) => [kind, segments.length])).toEqual([
      ['video', 4],
      ['video', 4],
      ['audio', 4],
    ])
    expect(representations[1]).toMatchObject({ initUri: 'main_720pinit.cmfv' })
    expect(representations[1]!.segments[3]).toEqual({
      uri: 'main_720p_000000004.cmfv',
      durationSeconds: 2.002,
    })
  })

  test('names a missing and an empty file', () => {
    const { objects } = publication()
    objects.delete(`${PREFIX}main_720p_000000003.cmfv`)
    objects.set(`${PREFIX}main_audio_1init.cmfa`, 0)
    expect(check(MPD, objects)).toEqual([
      expect.stringContaining('main_720p_000000003.cmfv, which does not exist'),
      expect.stringContaining('main_audio_1init.cmfa, which is empty'),
    ])
  })

  test.each([
    ['a rung is missing', rewritten(/<Representation id="720p".*\/>/, ''), /720p \(1280x720\) is missing/],
    [
      'the audio is missing',
      rewritten(/<AdaptationSet mimeType="audio[^]*?<\/AdaptationSet>/, ''),
      /0 audio tracks/,
    ],
    ['it is not XML', MPD.slice(0, -20), /cannot be read/],
    ['it is another document', '<html/>', /not a DASH manifest/],
    [
      'it has no duration',
      rewritten(' mediaPresentationDuration="PT20.02S"', ''),
      /does not state its duration/,
    ],
    ['a segment is too long', rewritten('d="180180" r="2"', 'd="240240" r="1"'), /instead of 6\.006 s/],
    [
      'its pictures end before the source',
      rewritten('r="2"', 'r="1"'),
      /lasts 14\.014 s, the picture of the source 20\.02 s/,
    ],
    [
      'a template is missing',
      rewritten(/<SegmentTemplate timescale="48000"[^]*?<\/SegmentTemplate>/, ''),
      /no segment template/,
    ],
  ])('%s', (_, text, problem) => {
    expect(check(text).join('\n')).toMatch(problem)
  })

  test('may have base addresses', () => {
    const { objects } = publication()
    const moved = new Map(
      [...objects].map(([key, size]) => [key.replace('/stream/', '/stream/files/'), size]),
    )
    expect(check(rewritten('<Period', '<BaseURL>files/</BaseURL><Period'), moved)).toEqual([])
  })

  test('of any text is answered', () => {
    const cut = fc.nat(MPD.length).map((at) => MPD.slice(0, at))
    const changed = fc
      .tuple(fc.nat(MPD.length), fc.string())
      .map(([at, text]) => MPD.slice(0, at) + text + MPD.slice(at + 1))
    fc.assert(
      fc.property(fc.oneof(fc.string(), cut, changed), (text) =>
        expect(Array.isArray(check(text))).toBe(true),
      ),
    )
  })
})

describe('segments', () => {
  const names = { id: 'v1', bandwidth: '5000' }

  test('of equal length are counted to the end, the last one being shorter', () => {
    const template = {
      media: '$RepresentationID$/$Bandwidth$/$Number$.m4s',
      timescale: 1000,
      startNumber: 0,
      duration: 4000,
    }
    expect(expandSegments(template, names, 10).segments).toEqual([
      { uri: 'v1/5000/0.m4s', durationSeconds: 4 },
      { uri: 'v1/5000/1.m4s', durationSeconds: 4 },
      { uri: 'v1/5000/2.m4s', durationSeconds: 2 },
    ])
  })

  test('may be named by time, and repeat to the end', () => {
    const template = {
      media: '$Time%06d$$$.m4s',
      timescale: 10,
      startNumber: 1,
      timeline: [{ t: 5, d: 20, r: -1 }],
    }
    expect(expandSegments(template, names, 6.5).segments.map(({ uri }) => uri)).toEqual([
      '000005$.m4s',
      '000025$.m4s',
      '000045$.m4s',
    ])
  })

  test.each([
    ['no length', { d: 0, r: 5 }],
    ['a length below nothing', { d: -4, r: -1 }],
    ['a repeat without end', { d: 1, r: 1e12 }],
  ])('with %s do not run away', (_, entry) => {
    const template = { media: '$Number$', timescale: 1, startNumber: 1, timeline: [entry] }
    expect(expandSegments(template, names, 1e9).segments.length).toBeLessThanOrEqual(100_000)
  })

  test.each([
    ['PT20.02S', 20.02],
    ['PT1H2M3S', 3723],
    ['P1DT1S', 86_401],
    ['PT0S', 0],
    ['P', undefined],
    ['20', undefined],
    [undefined, undefined],
  ])('durations: %s', (text, seconds) => expect(parseDuration(text)).toBe(seconds))
})
