// A ladder of two rungs with sound, a download and thumbnails, judged by parties that did not make it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import isoBoxer from 'codem-isoboxer'
import HLS from 'hls-parser'
import { createFile, MP4BoxBuffer } from 'mp4box'
import type { EngineRun } from './engine-run.ts'
import { keyframeTimes, openWorkshop, probeStreams } from './engine-run.ts'
import { cmafGroup, download, fileGroup, jobSettings, rung, sound, thumbnails } from './job-documents.ts'

const workshop = openWorkshop()
let made: EngineRun

beforeAll(async () => {
  const source = await workshop.sample('open-gop-bframes', {
    durationSeconds: 5,
    widthPx: 320,
    heightPx: 180,
  })
  made = await workshop.run(
    source,
    jobSettings([
      cmafGroup([rung(180, 500_000), rung(90, 200_000), sound()]),
      fileGroup([download(180, 500_000), thumbnails()]),
    ]),
  )
}, 60_000)
afterAll(() => workshop.clean())

describe('a ladder', () => {
  it('is named as the service names it', () => {
    expect(made.keys).toEqual([
      'a/file_180p.mp4',
      ...[0, 1, 2, 3, 4].map((n) => `a/file_thumb.000000${n}.jpg`),
      'a/main.m3u8',
      'a/main.mpd',
      'a/main_180p.m3u8',
      ...[1, 2, 3].map((n) => `a/main_180p_00000000${n}.cmfv`),
      'a/main_180pinit.cmfv',
      'a/main_90p.m3u8',
      ...[1, 2, 3].map((n) => `a/main_90p_00000000${n}.cmfv`),
      'a/main_90pinit.cmfv',
      'a/main_audio.m3u8',
      ...[1, 2, 3].map((n) => `a/main_audio_00000000${n}.cmfa`),
      'a/main_audioinit.cmfa',
    ])
    expect(made.types.get('a/main.m3u8')).toBe('application/vnd.apple.mpegurl')
    expect(made.types.get('a/main.mpd')).toBe('application/dash+xml')
    expect(made.types.get('a/main_180p_000000001.cmfv')).toBe('video/mp4')
    expect(made.types.get('a/file_thumb.0000000.jpg')).toBe('image/jpeg')
  })

  it('reports its outputs like a COMPLETE event', () => {
    const [cmaf, files] = made.groups
    expect(cmaf).toMatchObject({
      type: 'CMAF_GROUP',
      playlistFilePaths: ['s3://out/a/main.mpd', 's3://out/a/main.m3u8'],
      outputDetails: [
        { durationInMs: 5000, videoDetails: { widthInPx: 320, heightInPx: 180 } },
        { durationInMs: 5000, videoDetails: { widthInPx: 160, heightInPx: 90 } },
        {},
      ],
    })
    expect(files).toMatchObject({
      type: 'FILE_GROUP',
      outputDetails: [
        { outputFilePaths: ['s3://out/a/file_180p.mp4'], durationInMs: 5000 },
        { outputFilePaths: ['s3://out/a/file_thumb.0000004.jpg'] },
      ],
    })
  })

  it('has playlists that a strict parser takes, with measured bandwidth', () => {
    HLS.setOptions({ strictMode: true })
    const main = HLS.parse(made.text('a/main.m3u8')) as HLS.types.MasterPlaylist
    expect(main.variants.map(({ uri, resolution, frameRate }) => ({ uri, resolution, frameRate }))).toEqual([
      { uri: 'main_180p.m3u8', resolution: { width: 320, height: 180 }, frameRate: 25 },
      { uri: 'main_90p.m3u8', resolution: { width: 160, height: 90 }, frameRate: 25 },
    ])
    expect(main.variants[0]?.codecs).toMatch(/^avc1\.64[0-9a-f]{4},mp4a\.40\.2$/)
    expect(main.variants[0]?.audio[0]).toMatchObject({
      uri: 'main_audio.m3u8',
      isDefault: true,
      channels: '2',
    })

    const peakOf = (name: string) => {
      const playlist = HLS.parse(made.text(`a/${name}.m3u8`)) as HLS.types.MediaPlaylist
      const rates = playlist.segments
        .filter(({ duration }) => duration >= 1)
        .map(({ uri, duration }) => (made.bytes(`a/${uri}`).length * 8) / duration)
      return Math.max(...rates)
    }
    for (const variant of main.variants) {
      const measured = peakOf(variant.uri.replace('.m3u8', '')) + peakOf('main_audio')
      expect(Math.abs(variant.bandwidth - measured) / measured).toBeLessThan(0.002)
      expect(variant.averageBandwidth).toBeLessThanOrEqual(variant.bandwidth)
    }
  })

  it('cuts all rungs at the same keyframes and keeps sound in step', () => {
    HLS.setOptions({ strictMode: true })
    const durations = (name: string) =>
      (HLS.parse(made.text(`a/${name}.m3u8`)) as HLS.types.MediaPlaylist).segments.map(
        ({ duration }) => duration,
      )
    expect(durations('main_180p')).toEqual([2, 2, 1])
    expect(durations('main_90p')).toEqual([2, 2, 1])
    const ofSound = durations('main_audio')
    expect(ofSound).toHaveLength(3)
    expect(Math.abs(ofSound[0]! - 2)).toBeLessThan(0.022)
    for (const rungName of ['180p', '90p']) {
      expect(keyframeTimes(made.path(`a/main_${rungName}.m3u8`))).toEqual([0, 1, 2, 3, 4])
    }
  })

  it('plays from zero, to the end, in ffprobe’s eyes', () => {
    const streams = probeStreams(made.path('a/main.m3u8'))
    expect(streams.map(({ start_time }) => Number(start_time))).toEqual(streams.map(() => 0))
    const [video, audio] = probeStreams(made.path('a/file_180p.mp4'))
    expect(video).toMatchObject({
      codec_name: 'h264',
      width: 320,
      height: 180,
      nb_frames: '125',
      start_time: '0.000000',
    })
    expect(audio).toMatchObject({
      codec_name: 'aac',
      sample_rate: '48000',
      channels: 2,
      start_time: '0.000000',
    })
  })

  it('is CMAF to two other parsers', () => {
    const header = made.bytes('a/main_180pinit.cmfv')
    const file = createFile()
    let info: { isFragmented: boolean; brands: string[]; tracks: { codec: string }[] } | undefined
    file.onReady = (ready) => {
      info = ready
    }
    const buffer = MP4BoxBuffer.fromArrayBuffer(new Uint8Array(header).buffer, 0)
    file.appendBuffer(buffer)
    expect(info).toMatchObject({ isFragmented: true })
    expect(info?.brands).toContain('cmfc')
    expect(info?.tracks[0]?.codec).toMatch(/^avc1\.64/)

    let decodeTime = 0
    for (const number of [1, 2, 3]) {
      const bytes = made.bytes(`a/main_180p_00000000${number}.cmfv`)
      const parsed = isoBoxer.parseBuffer(new Uint8Array(bytes).buffer)
      const times = parsed
        .fetchAll('tfdt')
        .map((box: { baseMediaDecodeTime: number }) => box.baseMediaDecodeTime)
      const runs = parsed.fetchAll('trun') as { samples: { sample_duration: number }[] }[]
      // Fragments of one second each, and every fragment begins where the last one ended.
      expect(times).toHaveLength(number === 3 ? 1 : 2)
      for (const [index, run] of runs.entries()) {
        expect(times[index]).toBe(decodeTime)
        decodeTime += run.samples.reduce((sum, sample) => sum + sample.sample_duration, 0)
      }
    }
    expect(decodeTime).toBe(5 * 12_800)
  })

  it('has a DASH manifest over the same segments', () => {
    const mpd = made.text('a/main.mpd')
    const tags = [...mpd.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)]
    const open: string[] = []
    for (const [, closing, name, empty] of tags) {
      if (closing) expect(open.pop()).toBe(name)
      else if (!empty) open.push(name!)
    }
    expect(open).toEqual([])
    expect(mpd).toContain('mediaPresentationDuration="PT5')
    const templates = [...mpd.matchAll(/startNumber="(\d+)" media="([^"]+)" initialization="([^"]+)"/g)]
    expect(templates).toHaveLength(3)
    const counts = [...mpd.matchAll(/<SegmentTimeline>([\s\S]*?)<\/SegmentTimeline>/g)].map(([, body]) =>
      [...body!.matchAll(/<S [^>]*?(?:r="(\d+)")?\/>/g)].reduce(
        (sum, [, repeat]) => sum + 1 + Number(repeat ?? 0),
        0,
      ),
    )
    for (const [index, [, , media, header]] of templates.entries()) {
      expect(made.keys).toContain(`a/${header}`)
      const named = Array.from({ length: counts[index]! }, (_, n) =>
        media!.replace('$Number%09d$', String(n + 1).padStart(9, '0')),
      )
      for (const name of named) expect(made.keys).toContain(`a/${name}`)
      expect(made.keys.filter((key) => key.startsWith(`a/${media!.split('$')[0]}`))).toHaveLength(
        named.length,
      )
    }
  })

  it('encodes the download once with the rung it equals', () => {
    const samples = (bytes: Buffer, from: string) => bytes.subarray(bytes.indexOf(from) + 4)
    const segment = made.bytes('a/main_180p_000000001.cmfv')
    // The first picture of the rung is found byte for byte in the download.
    const picture = samples(segment, 'mdat').subarray(0, 2000)
    expect(made.bytes('a/file_180p.mp4').includes(picture)).toBe(true)
  })
})
