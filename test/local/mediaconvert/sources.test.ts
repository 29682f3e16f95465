// Every kind of source that people send comes out in the shape it is seen in.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { findFfmpeg } from '../../../local/mediaconvert/ffmpeg.ts'
import type { SampleName, SampleOptions } from '../../../samples/make-sample.ts'
import { keyframeTimes, openWorkshop, probeStreams, SMALL } from './engine-run.ts'
import { cmafGroup, download, fileGroup, jobSettings, rung, sound } from './job-documents.ts'

const workshop = openWorkshop()
afterAll(() => workshop.clean())

interface Case {
  sample: SampleName
  size?: SampleOptions
  expect: { width: number; height: number; frameRate: string; frames: number; sound?: boolean }
}

const CASES: Case[] = [
  { sample: 'film-landscape', expect: { width: 160, height: 90, frameRate: '24000/1001', frames: 72 } },
  { sample: 'phone-portrait-rotated', expect: { width: 50, height: 90, frameRate: '30/1', frames: 90 } },
  {
    sample: 'portrait',
    size: { durationSeconds: 3, widthPx: 180, heightPx: 320 },
    expect: { width: 50, height: 90, frameRate: '25/1', frames: 75 },
  },
  { sample: 'no-audio', expect: { width: 160, height: 90, frameRate: '25/1', frames: 75, sound: false } },
  { sample: 'mov-prores', expect: { width: 160, height: 90, frameRate: '24000/1001', frames: 72 } },
  { sample: 'mkv', expect: { width: 160, height: 90, frameRate: '30/1', frames: 90 } },
  { sample: 'webm-vp9', expect: { width: 160, height: 90, frameRate: '30/1', frames: 90 } },
  { sample: 'mpeg2-ts', expect: { width: 160, height: 90, frameRate: '25/1', frames: 75 } },
  { sample: 'mpeg2-ps', expect: { width: 160, height: 90, frameRate: '30000/1001', frames: 90 } },
  { sample: 'ten-bit-hdr', expect: { width: 160, height: 90, frameRate: '25/1', frames: 75 } },
  {
    sample: 'odd-dimensions',
    size: { durationSeconds: 3, widthPx: 319, heightPx: 179 },
    expect: { width: 160, height: 90, frameRate: '25/1', frames: 75 },
  },
  { sample: 'interlaced', expect: { width: 160, height: 90, frameRate: '25/1', frames: 75 } },
]

describe('a source', () => {
  it.each(CASES)(
    '$sample',
    async ({ sample, size, expect: wanted }) => {
      const source = await workshop.sample(sample, size ?? SMALL)
      const { keys, path, warnings } = await workshop.run(
        source,
        jobSettings([cmafGroup([rung(90, 200_000), sound()]), fileGroup([download(90, 200_000)])]),
      )
      const [video, audio] = probeStreams(path('a/file_90p.mp4'))
      expect(video).toMatchObject({
        codec_name: 'h264',
        width: wanted.width,
        height: wanted.height,
        r_frame_rate: wanted.frameRate,
        pix_fmt: 'yuv420p',
        start_time: '0.000000',
      })
      // Containers count their last frame differently: one more or less is the source's doing.
      expect(Math.abs(Number(video?.nb_frames) - wanted.frames)).toBeLessThanOrEqual(1)
      expect(video?.side_data_list).toBeUndefined()
      const hasSound = wanted.sound !== false
      expect(audio !== undefined).toBe(hasSound)
      expect(keys.includes('a/main_audio.m3u8')).toBe(hasSound)
      expect(warnings).toHaveLength(hasSound ? 0 : 1)
    },
    30_000,
  )

  it('with two languages gives two renditions to choose from', async () => {
    const source = await workshop.sample('two-audio-languages')
    const settings = jobSettings([
      cmafGroup(
        [rung(90, 200_000), sound('_en', 'English', { streamName: 'English' }), sound('_ko', 'Korean')].map(
          (output) => (output.audioDescriptions ? inGroup(output) : output),
        ),
      ),
    ])
    settings.inputs![0]!.audioSelectors = {
      English: { tracks: [1], defaultSelection: 'DEFAULT' },
      Korean: { selectorType: 'LANGUAGE_CODE', languageCode: 'KOR' },
    }
    const { text, path } = await workshop.run(source, settings)
    const media = text('a/main.m3u8')
      .split('\n')
      .filter((line) => line.startsWith('#EXT-X-MEDIA'))
    expect(media).toHaveLength(2)
    expect(media[0]).toContain('GROUP-ID="speech",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES')
    expect(media[1]).toContain('GROUP-ID="speech",NAME="Korean",LANGUAGE="ko",DEFAULT=NO,AUTOSELECT=YES')
    expect(text('a/main.m3u8').match(/#EXT-X-STREAM-INF/g)).toHaveLength(1)
    expect(text('a/main.mpd')).toContain('lang="ko"')
    expect(probeStreams(path('a/main_koinit.cmfa'))[0]?.tags?.language).toBe('kor')
  }, 30_000)

  it('of a varying frame rate comes out even, and as long as it was', async () => {
    // Ten frames a second, then thirty: an average that nobody meant.
    const source = join(workshop.folder, 'varying.mkv')
    execFileSync(findFfmpeg(), [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30:duration=4'],
      ...[
        '-vf',
        'select=gte(t\\,2)+not(mod(n\\,3))',
        '-vsync',
        'vfr',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        source,
      ],
    ])
    const more = { framerateControl: 'SPECIFIED', framerateNumerator: 15, framerateDenominator: 1 }
    const { path, text, groups } = await workshop.run(
      source,
      jobSettings([cmafGroup([rung(90, 200_000, more)]), fileGroup([download(90, 200_000)])]),
    )
    expect(text('a/main.m3u8')).toContain('FRAME-RATE=15.000')
    expect(groups[0]?.outputDetails[0]?.durationInMs).toBe(4000)
    const [download90] = probeStreams(path('a/file_90p.mp4'))
    expect(Math.abs(Number(download90?.duration) - 4)).toBeLessThan(0.11)
  }, 30_000)

  it('in HDR is mapped to the colours of an ordinary screen', async () => {
    const source = await workshop.sample('ten-bit-hdr')
    const output = rung(90, 200_000)
    output.videoDescription!.videoPreprocessors = { colorCorrector: { colorSpaceConversion: 'FORCE_709' } }
    const { path, warnings } = await workshop.run(source, jobSettings([cmafGroup([output])]))
    expect(warnings).toEqual([])
    expect(probeStreams(path('a/main_90p.m3u8'))[0]).toMatchObject({
      pix_fmt: 'yuv420p',
      color_transfer: 'bt709',
      color_primaries: 'bt709',
    })
  }, 30_000)

  it('comes out as H.265 with its codec named', async () => {
    const source = await workshop.sample('film-landscape')
    const output = rung(90, 200_000)
    const { h264Settings, ...codecs } = output.videoDescription!.codecSettings!
    output.videoDescription!.codecSettings = { ...codecs, codec: 'H_265', h265Settings: h264Settings! }
    const { path, text } = await workshop.run(source, jobSettings([cmafGroup([output, sound()])]))
    expect(probeStreams(path('a/main_90p.m3u8'))[0]).toMatchObject({ codec_name: 'hevc', height: 90 })
    expect(text('a/main.m3u8')).toMatch(/CODECS="hvc1\.1\.6\.L\d+\.[0-9A-F.]+,mp4a\.40\.2"/)
    expect(keyframeTimes(path('a/main_90p.m3u8'))).toHaveLength(3)
  }, 30_000)
})

function inGroup<T extends { containerSettings?: object }>(output: T): T {
  return { ...output, containerSettings: { container: 'CMFC', cmfcSettings: { audioGroupId: 'speech' } } }
}
