// Manifests of two pictures and one sound, as the local MediaConvert writes them.
import { writeDashManifest } from '../../../local/mediaconvert/package/dash.ts'
import { writeMultivariantPlaylist } from '../../../local/mediaconvert/package/hls.ts'
import type { Rendition } from '../../../local/mediaconvert/package/rendition.ts'

/** What the writers look at, and nothing else. */
function rendition(base: string, codec: string, output: object): Rendition {
  const segments = [0, 1, 2].map((index) => ({ start: index * 6000, duration: 6000 }))
  const whole = {
    codec,
    segments,
    sizes: [500_000, 400_000, 300_000],
    track: { timescale: 1000 },
    output: { audio: [], document: {}, name: { base }, ...output },
  }
  return whole as unknown as Rendition
}

const picture = (base: string, widthPx: number, heightPx: number) =>
  rendition(base, 'avc1.640028', {
    video: { widthPx, heightPx, frameRate: { numerator: 30_000, denominator: 1001 } },
  })

const RENDITIONS = [
  picture('main_360p', 640, 360),
  picture('main_720p', 1280, 720),
  rendition('main_audio', 'mp4a.40.2', {
    audio: [{ plan: { language: 'kor', channels: 2, sampleRateHz: 48_000 } }],
  }),
]

export const localPlaylist = (): string => writeMultivariantPlaylist(RENDITIONS, {})

export const localMpd = (): string => writeDashManifest(RENDITIONS, {})
