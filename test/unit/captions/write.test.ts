import { describe, expect, test } from '@jest/globals'
import HLS from 'hls-parser'
import { segmentWebVtt, subtitlePlaylist } from '../../../lib/captions/segment.ts'
import { writeWebVtt } from '../../../lib/captions/write.ts'
import type { Cue } from '../../../schemas/generated/types.ts'
import { judgeWebVtt } from './judge-webvtt.ts'
import { readFixture, readText } from './read.ts'

const cue = (startMs: number, endMs: number, text = `${startMs}`): Cue => ({ startMs, endMs, text })

/** A segment for a validator that knows no HLS: without the line that HLS adds to the header. */
const withoutMap = (text: string) => text.replace('X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n', '')

describe('a track written as WebVTT', () => {
  test.each(['en', 'sv', 'ru', 'ja', 'ar'])('is what was read, to a validator too: %s', (language) => {
    const { cues } = readFixture(`elephants-dream.${language}.vtt`)
    const written = writeWebVtt(cues)
    expect(readText(written).cues).toEqual(cues)
    expect(judgeWebVtt(written).map(({ startMs, endMs }) => ({ startMs, endMs }))).toEqual(
      cues.map(({ startMs, endMs }) => ({ startMs, endMs })),
    )
  })

  test('has words escaped, markup as it is, settings and identifiers', () => {
    const cues: Cue[] = [
      { startMs: 0, endMs: 3_723_004, text: '1 < 2 --> 3\n\n & more' },
      { startMs: 1, endMs: 360_000_000, text: 'a', markup: '<i>a</i>', settings: 'line:0', id: 'x' },
    ]
    const written = writeWebVtt(cues)
    expect(written).toBe(
      'WEBVTT\n\n00:00:00.000 --> 01:02:03.004\n1 &lt; 2 --&gt; 3\n&amp; more\n\n' +
        'x\n00:00:00.001 --> 100:00:00.000 line:0\n<i>a</i>\n',
    )
    expect(judgeWebVtt(written)).toHaveLength(2)
  })

  test('without a cue is still a WebVTT file', () => {
    expect(judgeWebVtt(writeWebVtt([]))).toEqual([])
  })
})

describe('a track cut into segments', () => {
  const cues = [cue(0, 1000), cue(5000, 12_000), cue(9999, 10_000), cue(10_000, 30_000), cue(24_000, 24_500)]
  const segments = segmentWebVtt(cues, { durationMs: 25_000, segmentSeconds: 10 })

  test('has each cue in every segment during which it is shown', () => {
    expect(segments.map(({ text }) => judgeWebVtt(withoutMap(text)).map((one) => one.text))).toEqual([
      ['0', '5000', '9999'],
      ['5000', '10000'],
      ['10000', '24000'],
    ])
  })

  test('says which media time its times mean', () => {
    expect(
      segments.every(({ text }) =>
        text.startsWith('WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n'),
      ),
    ).toBe(true)
  })

  test('is listed in a playlist that a strict parser takes', () => {
    HLS.setOptions({ strictMode: true })
    const playlist = HLS.parse(subtitlePlaylist(segments))
    if (playlist.isMasterPlaylist) throw new Error('It is no media playlist.')
    expect(playlist).toMatchObject({ targetDuration: 10, endlist: true, playlistType: 'VOD' })
    expect(playlist.segments.map(({ uri, duration }) => [uri, duration])).toEqual([
      ['segment-00001.vtt', 10],
      ['segment-00002.vtt', 10],
      ['segment-00003.vtt', 5],
    ])
  })

  test('of three hours is 180 objects, and an empty film one', () => {
    expect(segmentWebVtt([], { durationMs: 3 * 3600_000 })).toHaveLength(180)
    expect(segmentWebVtt([], { durationMs: 0 })).toMatchObject([{ durationSeconds: 0.001 }])
  })

  test('does not multiply cues that are shown all the time', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => cue(index, 3 * 3600_000))
    const parts = segmentWebVtt(long, { durationMs: 3 * 3600_000 })
    const written = parts.reduce((sum, { text }) => sum + text.length, 0)
    expect(written).toBeLessThan(10 * writeWebVtt(long).length)
    expect(parts.at(-1)!.text.split('-->')).toHaveLength(20_001)
  })
})
