import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSample, type SampleName } from '../../samples/make-sample.ts'
import type { Asset } from '../../schemas/generated/types.ts'
import { startTestCloud } from '../support/cloud.ts'
import { debianFilm } from '../support/debian-media.ts'
import { decodeAll, probeWithFfprobe, readBoxes, readDash, readHls } from '../support/judges.ts'
import { openScene, type Scene } from '../workflow/scene.ts'
import { fetchPublished, type PublishedMedia } from './published-media.ts'

jest.setTimeout(900_000)

let scene: Scene
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-e2e-'))
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Source {
  what: string
  file: () => Promise<string>
  /** As a person sees it: portrait clips are higher than wide. */
  widthPx: number
  heightPx: number
  durationSeconds: number
  audioTracks: number
}

const sample = (name: SampleName) => () => makeSample(name, folder)

const SOURCES: Source[] = [
  {
    what: 'a film of a bird',
    file: () => debianFilm('cockatoo'),
    widthPx: 1280,
    heightPx: 720,
    durationSeconds: 14,
    audioTracks: 1,
  },
  {
    what: 'a film of a robot',
    file: () => debianFilm('movie'),
    widthPx: 560,
    heightPx: 320,
    durationSeconds: 5.53,
    audioTracks: 1,
  },
  {
    what: 'a short phone clip',
    file: () => debianFilm('realshort'),
    widthPx: 320,
    heightPx: 240,
    durationSeconds: 1.2,
    audioTracks: 1,
  },
  {
    what: 'a MOV turned by its matrix',
    file: sample('phone-portrait-rotated'),
    widthPx: 540,
    heightPx: 960,
    durationSeconds: 6,
    audioTracks: 1,
  },
  {
    what: 'a portrait clip',
    file: sample('portrait'),
    widthPx: 360,
    heightPx: 640,
    durationSeconds: 4,
    audioTracks: 1,
  },
  {
    what: 'open groups of pictures',
    file: sample('open-gop-bframes'),
    widthPx: 640,
    heightPx: 360,
    durationSeconds: 4,
    audioTracks: 1,
  },
  {
    what: 'a film without sound',
    file: sample('no-audio'),
    widthPx: 640,
    heightPx: 360,
    durationSeconds: 4,
    audioTracks: 0,
  },
  {
    what: 'two languages',
    file: sample('two-audio-languages'),
    widthPx: 640,
    heightPx: 360,
    durationSeconds: 4,
    audioTracks: 2,
  },
  {
    what: 'ProRes in MOV',
    file: sample('mov-prores'),
    widthPx: 640,
    heightPx: 360,
    durationSeconds: 4,
    audioTracks: 1,
  },
  { what: 'Matroska', file: sample('mkv'), widthPx: 640, heightPx: 360, durationSeconds: 4, audioTracks: 1 },
  { what: 'WebM', file: sample('webm-vp9'), widthPx: 480, heightPx: 270, durationSeconds: 4, audioTracks: 1 },
  {
    what: 'MPEG-2 in a transport stream',
    file: sample('mpeg2-ts'),
    widthPx: 640,
    heightPx: 360,
    durationSeconds: 4,
    audioTracks: 1,
  },
  {
    what: 'MPEG-2 in a program stream',
    file: sample('mpeg2-ps'),
    widthPx: 720,
    heightPx: 480,
    durationSeconds: 4,
    audioTracks: 1,
  },
]

/** Encoders may begin or end a few frames or one block of sound apart. */
const NEAR_SECONDS = 0.25

const ratioOf = ({ widthPx, heightPx }: { widthPx?: number | undefined; heightPx?: number | undefined }) =>
  (widthPx ?? 0) / (heightPx ?? 1)

describe.each(SOURCES)('given $what', (source) => {
  let asset: Asset
  let media: PublishedMedia

  beforeAll(async () => {
    const path = await source.file()
    const key = `${source.what}.bin`
    await scene.drop(key, readFileSync(path))
    asset = await scene.outcomeOf(key)
    if (asset.outcome === 'published') {
      media = await fetchPublished(scene.cloud, asset, mkdtempSync(join(folder, 'published-')))
    }
  })

  test('it is published', () => {
    expect({ outcome: asset.outcome, reasons: asset.reasons }).toEqual({ outcome: 'published', reasons: [] })
  })

  test('HLS is strict, complete, as long as the source and of its shape', () => {
    const { renditions, audio } = readHls(media.hlsPath)
    expect(renditions.length).toBe(asset.renditions.length)
    expect(audio.length).toBe(source.audioTracks)
    for (const rendition of [...renditions, ...audio])
      expect(Math.abs(rendition.durationSeconds - source.durationSeconds)).toBeLessThan(NEAR_SECONDS)
    for (const rendition of renditions) {
      expect(rendition.heightPx).toBeLessThanOrEqual(source.heightPx)
      expect(rendition.widthPx).toBeLessThanOrEqual(source.widthPx)
      // Even numbers of pixels move the ratio of small pictures a little.
      expect(Math.abs(ratioOf(rendition) / ratioOf(source) - 1)).toBeLessThan(0.03)
    }
  })

  test('every rendition is decoded by ffmpeg without a complaint', async () => {
    const { renditions } = readHls(media.hlsPath)
    for (const { path, widthPx, heightPx } of renditions) {
      expect(await decodeAll(path)).toEqual([])
      const { streams } = await probeWithFfprobe(path)
      expect(streams).toEqual([
        expect.objectContaining({ codec_type: 'video', width: widthPx, height: heightPx }),
      ])
    }
  })

  test('every segment is made of proper boxes', () => {
    const { renditions, audio } = readHls(media.hlsPath)
    for (const { initPath, segmentPaths } of [...renditions, ...audio]) {
      const { movie, fragmentCount } = readBoxes([initPath, ...segmentPaths])
      expect(movie.isFragmented).toBe(true)
      expect(movie.tracks).toHaveLength(1)
      expect(fragmentCount).toBeGreaterThanOrEqual(segmentPaths.length)
    }
  })

  test('DASH is well-formed and speaks of the same renditions', () => {
    const { video, audio, durationSeconds } = readDash(media.dashPath)
    const { renditions } = readHls(media.hlsPath)
    const heights = (list: { heightPx: number | undefined }[]) => list.map(({ heightPx }) => heightPx).sort()
    expect(heights(video)).toEqual(heights(renditions))
    expect(audio.length).toBe(source.audioTracks)
    expect(Math.abs(durationSeconds - source.durationSeconds)).toBeLessThan(NEAR_SECONDS)
  })

  test('the MP4 for download is a whole film', async () => {
    const { streams, durationSeconds } = await probeWithFfprobe(media.mp4Path)
    expect(streams.map(({ codec_type }) => codec_type).sort()).toEqual(
      source.audioTracks > 0 ? expect.arrayContaining(['audio', 'video']) : ['video'],
    )
    expect(Math.abs(durationSeconds - source.durationSeconds)).toBeLessThan(NEAR_SECONDS)
    expect(await decodeAll(media.mp4Path)).toEqual([])
    expect(readBoxes([media.mp4Path]).movie.tracks).toHaveLength(streams.length)
  })
})
