import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFfmpeg, findFfprobe } from '../../lib/ffmpeg-path.ts'
import { canMakeSample, makeSample } from '../../samples/make-sample.ts'
import type { SampleName, SampleOptions } from '../../samples/make-sample.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-samples-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const SHORT: SampleOptions = { durationSeconds: 1 }

/** What ffmpeg reads from the head of a file; it ends with an error because no output is named. */
function look(path: string): string {
  const ffmpeg = findFfmpeg()?.path ?? 'ffmpeg'
  try {
    return execFileSync(ffmpeg, ['-hide_banner', '-i', path], { encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    return (error as { stderr: string }).stderr
  }
}

const cases: [SampleName, SampleOptions, RegExp[]][] = [
  ['film-landscape', SHORT, [/h264/, /1280x720/, /23\.98 fps/, /stereo/]],
  ['phone-portrait-rotated', SHORT, [/qt {2}/, /960x540/, /rotat(e {10}: 90|ion of -90)/, /mono/]],
  ['no-audio', SHORT, [/^(?![^]*Audio:)/]],
  ['two-audio-languages', SHORT, [/\(eng\): Audio/, /\(kor\): Audio/]],
  ['embedded-captions', {}, [/\(eng\): Subtitle: mov_text/, /\(kor\): Subtitle: mov_text/]],
  ['mkv-captions', {}, [/matroska/, /\(kor\): Subtitle: subrip/]],
  ['mpeg2-ts', SHORT, [/mpegts/, /mpeg2video/, /mp2/]],
  ['mpeg2-ps', SHORT, [/Input #0, mpeg,/, /mpeg2video/]],
  ['anamorphic', SHORT, [/SAR 64:45 DAR 16:9/]],
  ['odd-dimensions', SHORT, [/639x359/]],
  ['ten-bit-hdr', { durationSeconds: 1, widthPx: 320, heightPx: 180 }, [/hevc/, /yuv420p10le/, /smpte2084/]],
  ['audio-only', SHORT, [/^(?![^]*Video:)[^]*Audio: aac/]],
  ['truncated-no-index', SHORT, [/moov atom not found/]],
]

describe('a sample is what its name says', () => {
  test.each(cases)('%s', async (name, options, signs) => {
    if (!(await canMakeSample(name))) return
    const seen = look(await makeSample(name, folder, options))
    for (const sign of signs) expect(seen).toMatch(sign)
  })
})

const probe = (path: string, entries: string) =>
  execFileSync(
    findFfprobe()?.path ?? 'ffprobe',
    ['-v', 'error', '-select_streams', 'v', '-show_entries', entries, '-of', 'csv=p=0', path],
    { encoding: 'utf8' },
  )

test('open-gop-bframes has B-frames', async () => {
  expect(probe(await makeSample('open-gop-bframes', folder, SHORT), 'frame=pict_type')).toContain('B')
})

test('interlaced says that its top field comes first', async () => {
  expect(probe(await makeSample('interlaced', folder, SHORT), 'stream=field_order')).toBe('tt\n')
})

test('a truncated upload keeps the index of the whole file', async () => {
  const path = await makeSample('truncated', folder, SHORT)
  expect(look(path)).toMatch(/Duration: 00:00:01\.0/)
  expect(readFileSync(path).includes('moov')).toBe(true)
})

test('the same call makes the same bytes', async () => {
  const [one, two] = [
    await makeSample('tiny', folder, { fileName: '1.mp4' }),
    await makeSample('tiny', folder, { fileName: '2.mp4' }),
  ]
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true)
})

test('zero-bytes is empty, text-as-mp4 is text, and no drafts are left', async () => {
  expect(statSync(await makeSample('zero-bytes', folder)).size).toBe(0)
  expect(readFileSync(await makeSample('text-as-mp4', folder), 'utf8')).toMatch(/^Dear editor/)
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
})

test('a named ffmpeg that is none is not replaced by another', () => {
  expect(findFfmpeg({ FFMPEG_PATH: '/nowhere/ffmpeg', PATH: process.env['PATH'] })).toBeUndefined()
})
