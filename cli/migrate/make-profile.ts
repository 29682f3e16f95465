// One transcode profile of a set of presets: the ladder that they were together.
import { chooseProfile } from '../../lib/profiles.ts'
import type { TranscodeProfile } from '../../schemas/generated/types.ts'
import { nameOf, numberOf, type Preset, type Remark, type Settings } from './source-shapes.ts'

type Rung = TranscodeProfile['rungs'][number]

export interface ProfileWish {
  name: string
  presets: Preset[]
  /** Of the jobs, in seconds. */
  segmentDurationSeconds?: number | undefined
}

/** What a preset does not say is as in the profile that everybody has. */
const standard = () => chooseProfile('default')

/** MP4, transport stream and fragmented MP4 become HLS and DASH over the same CMAF segments. */
const CONTAINERS = ['mp4', 'ts', 'fmp4']

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** Why no rung can be made of it; undefined when one can. */
function refusal({ Container, Video }: Preset): string | undefined {
  if (!Video) return undefined
  if (Video['Codec'] !== 'H.264')
    return `Video is made as H.264, H.265 or AV1, not as ${String(Video['Codec'])}.`
  if (!CONTAINERS.includes(Container ?? '')) return 'Streams and MP4 files are made, nothing else.'
  return undefined
}

/** `1280x720` of older presets, or the two limits; `auto` was 1920 and 1080. */
function pictureOf(video: Settings): { widthPx: number; heightPx: number } {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(String(video['Resolution'] ?? '')) ?? []
  return {
    widthPx: numberOf(width ?? video['MaxWidth']) ?? 1920,
    heightPx: numberOf(height ?? video['MaxHeight']) ?? 1080,
  }
}

const frameRateOf = (video: Settings): number =>
  numberOf(video['FrameRate']) ?? numberOf(video['MaxFrameRate']) ?? 30

const nearestRung = (shortSidePx: number): Rung =>
  standard().rungs.reduce((best, rung) =>
    Math.abs(rung.shortSidePx - shortSidePx) < Math.abs(best.shortSidePx - shortSidePx) ? rung : best,
  )

/** A preset of a constant bit rate becomes a ceiling; `auto` takes that of the nearest rung of the default profile. */
function rungOf(video: Settings): Rung {
  const { widthPx, heightPx } = pictureOf(video)
  const short = within(2 * Math.floor(Math.min(widthPx, heightPx) / 2), 144, 4320)
  const nearest = nearestRung(short)
  const options = (video['CodecOptions'] ?? {}) as Settings
  const kbps = numberOf(options['MaxBitRate']) ?? numberOf(video['BitRate'])
  return {
    shortSidePx: short,
    maxBitrateBps: kbps === undefined ? nearest.maxBitrateBps : Math.max(100_000, Math.round(kbps * 1000)),
    qvbrQualityLevel: nearest.qvbrQualityLevel,
  }
}

/** From the smallest; of two of one size the one with more bits. */
function ladderOf(videos: Settings[]): Rung[] {
  const bySize = new Map<number, Rung>()
  for (const rung of videos.map(rungOf)) {
    const former = bySize.get(rung.shortSidePx)
    if (!former || former.maxBitrateBps < rung.maxBitrateBps) bySize.set(rung.shortSidePx, rung)
  }
  return [...bySize.values()].sort((one, other) => one.shortSidePx - other.shortSidePx)
}

/** Whole seconds; a segment is a whole number of them. */
function timesOf(videos: Settings[], wished: number | undefined) {
  const seconds = videos.flatMap((video) => {
    const frames = numberOf(video['KeyframesMaxDist'])
    return frames === undefined ? [] : [frames / frameRateOf(video)]
  })
  const gop = seconds.length === 0 ? standard().gopDurationSeconds : Math.round(Math.min(...seconds))
  const gopDurationSeconds = within(gop, 1, 10)
  const count = Math.max(1, Math.round((wished ?? standard().segmentDurationSeconds) / gopDurationSeconds))
  const most = Math.floor(30 / gopDurationSeconds)
  return { gopDurationSeconds, segmentDurationSeconds: gopDurationSeconds * Math.min(count, most) }
}

function audioOf(presets: Preset[]): TranscodeProfile['audio'] {
  const all = presets.flatMap(({ Audio }) => (Audio ? [Audio] : []))
  const kbps = all.flatMap(({ BitRate }) => numberOf(BitRate) ?? [])
  const rates = all.map(({ SampleRate }) => SampleRate)
  const { bitrateBps } = standard().audio
  return {
    bitrateBps: kbps.length === 0 ? bitrateBps : within(Math.max(...kbps) * 1000, 16_000, 512_000),
    sampleRateHz: rates.length > 0 && rates.every((rate) => rate === '44100') ? 44_100 : 48_000,
  }
}

function thumbnailsOf(presets: Preset[]): TranscodeProfile['thumbnails'] {
  const all = presets.flatMap(({ Thumbnails }) => (Thumbnails ? [Thumbnails] : []))
  const intervals = all.flatMap(({ Interval }) => numberOf(Interval) ?? [])
  const widths = all.map((one) => pictureOf({ MaxWidth: '192', ...one }).widthPx)
  const usual = standard().thumbnails
  if (all.length === 0) return usual
  return {
    ...usual,
    ...(intervals.length > 0 && { minIntervalSeconds: Math.max(1, Math.min(...intervals)) }),
    widthPx: within(Math.max(...widths), 64, 640),
  }
}

function mp4Of(presets: Preset[]): TranscodeProfile['mp4'] {
  const files = presets.filter(({ Container, Video }) => Container === 'mp4' && Video)
  const sizes = ladderOf(files.map(({ Video }) => Video as Settings)).map(({ shortSidePx }) => shortSidePx)
  const usual = standard().mp4
  return sizes.length === 0
    ? { ...usual, enabled: false }
    : { enabled: true, maxShortSidePx: Math.max(...sizes) }
}

/** No profile when no preset has a picture that can be made. */
export function makeProfile(wish: ProfileWish): { profile: TranscodeProfile | undefined; remarks: Remark[] } {
  const remarks = wish.presets.flatMap((preset) => {
    const says = refusal(preset)
    const where = `preset ${nameOf(preset)}`
    return says === undefined ? [] : [{ where, value: preset.Container ?? '', says: `Left out. ${says}` }]
  })
  const taken = wish.presets.filter((preset) => refusal(preset) === undefined)
  const videos = taken.flatMap(({ Video }) => (Video ? [Video] : []))
  if (videos.length === 0) return { profile: undefined, remarks }
  const profile: TranscodeProfile = {
    name: wish.name,
    codec: 'H_264',
    ...timesOf(videos, wish.segmentDurationSeconds),
    maxFrameRate: within(Math.max(...videos.map(frameRateOf)), 1, 120),
    rungs: ladderOf(videos) as TranscodeProfile['rungs'],
    audio: audioOf(taken),
    mp4: mp4Of(taken),
    thumbnails: thumbnailsOf(taken),
  }
  return { profile, remarks }
}
