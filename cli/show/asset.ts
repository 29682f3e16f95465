// One asset for a person. Everything that an uploader or a file could have written goes through `plain`.
import type { Asset, Inspection } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'
import { captionLines } from './captions.ts'
import { bitrate, bytes, duration, frameRate, shorten } from './measures.ts'

// A fault may bring a whole stack trace along; --json shows all of it.
const LONGEST_REASON = 400

const MARKS = {
  published: ['green', '✔'],
  rejected: ['yellow', '✖'],
  quarantined: ['yellow', '■'],
  failed: ['red', '✖'],
} as const

/** The outcome with its mark, or that there is none yet. */
export function outcomeText(asset: Pick<Asset, 'outcome'>): string {
  if (!asset.outcome) return styled('cyan', '… under way')
  const [colour, mark] = MARKS[asset.outcome]
  return styled(colour, `${mark} ${asset.outcome}`)
}

/** For a list that has marks of its own. */
export const outcomeWord = ({ outcome }: Pick<Asset, 'outcome'>) =>
  outcome ? styled(MARKS[outcome][0], outcome) : 'under way'

function describeInspection({
  container,
  durationMs,
  video,
  audioTracks,
  captionTracks = [],
}: Inspection): string {
  const audio = audioTracks.map(({ codec, channels, languageCode }) =>
    [plain(codec), `${channels} ch`, languageCode].filter(Boolean).join(' '),
  )
  return [
    container,
    duration(durationMs),
    `${video.widthPx}x${video.heightPx}`,
    frameRate(video.frameRate),
    plain(video.codec),
    ...(video.rotationDegrees ? [`rotated ${video.rotationDegrees}°`] : []),
    ...(video.dynamicRange === 'SDR' ? [] : [video.dynamicRange]),
    ...(audio.length > 0 ? audio : ['no audio']),
    ...captionTracks.map(({ language }) => `captions ${plain(language ?? 'und')}`),
  ].join(' · ')
}

function* rows(asset: Asset): Generator<[string, string]> {
  yield ['asset', asset.assetId]
  yield ['source', `${plain(asset.sourceUri)} (${bytes(asset.source.sizeBytes)})`]
  if (asset.title) yield ['title', plain(asset.title)]
  if (asset.tags?.length) yield ['tags', asset.tags.map(plain).join(', ')]
  if (asset.inspection) yield ['inspected', describeInspection(asset.inspection)]
  for (const { code, message } of asset.inspection?.warnings ?? []) {
    yield ['warning', `${plain(message)} [${plain(code)}]`]
  }
  for (const { code, message, field } of asset.reasons) {
    yield [
      'reason',
      `${shorten(plain(message), LONGEST_REASON)} [${plain(code)}${field ? ` at ${plain(field)}` : ''}]`,
    ]
  }
  if (asset.profile) yield ['profile', plain(asset.profile)]
  for (const { name, widthPx, heightPx, bitrateBps, codec } of asset.renditions) {
    yield ['rendition', `${plain(name)} ${widthPx}x${heightPx} ${bitrate(bitrateBps)} ${plain(codec)}`]
  }
  for (const line of asset.captions.flatMap(captionLines)) yield ['captions', line]
  // Its addresses open to signed cookies only: a person plays it through the command that gets them.
  if (asset.playback && asset.outcome === 'published')
    yield ['play', `reelgate play ${asset.assetId.slice(0, 10)}`]
}

/** Several lines, without a line break at the end. */
export function assetText(asset: Asset): string {
  const { totalMs } = asset.timings
  const took = totalMs === undefined ? '' : ` in ${duration(totalMs)}`
  const name = plain(asset.source.key)
  const lines = [...rows(asset)].map(([label, text]) => `  ${styled('dim', label.padEnd(11))}${text}`)
  return [`${styled('bold', name)}  ${outcomeText(asset)}${took}`, ...lines].join('\n')
}
