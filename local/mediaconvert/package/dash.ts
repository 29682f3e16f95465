// The DASH manifest of a CMAF group: static, a SegmentTemplate and SegmentTimeline in every Representation
// (ISO/IEC 23009-1).
import type { CmafGroupSettings } from '../settings.ts'
import { languageTag } from './language.ts'
import type { Rendition } from './rendition.ts'
import {
  averageBitrate,
  durationSeconds,
  extensionOf,
  headerName,
  isVideo,
  peakBitrate,
  SEGMENT_DIGITS,
} from './rendition.ts'

const DEFAULT_MIN_BUFFER_SECONDS = 30
const CHANNEL_SCHEME = 'urn:mpeg:dash:23003:3:audio_channel_configuration:2011'

export function writeDashManifest(renditions: Rendition[], settings: CmafGroupSettings): string {
  const total = Math.max(...renditions.map(durationSeconds))
  const longest = Math.max(
    ...renditions.flatMap(({ segments, track }) => segments.map((s) => s.duration / track.timescale)),
  )
  const sets = [
    ...groupVideo(renditions.filter(isVideo)),
    ...renditions.filter((one) => !isVideo(one)).map((one) => [one]),
  ]
  const bandwidth = settings.mpdManifestBandwidthType === 'AVERAGE' ? averageBitrate : peakBitrate
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static"' +
      ` mediaPresentationDuration="${seconds(total)}" maxSegmentDuration="${seconds(longest)}"` +
      ` minBufferTime="${seconds(settings.minBufferTime ?? DEFAULT_MIN_BUFFER_SECONDS)}">`,
    `  <Period id="1" start="PT0S" duration="${seconds(total)}">`,
    ...sets.flatMap((set, index) => writeAdaptationSet(set, index + 1, bandwidth)),
    '  </Period>',
    '</MPD>',
    '',
  ].join('\n')
}

/** A player switches within a set: only what one decoder can go on with belongs together. */
function groupVideo(pictures: Rendition[]): Rendition[][] {
  const families = new Map<string, Rendition[]>()
  for (const picture of pictures) {
    const family = picture.codec.split('.')[0]!
    families.set(family, [...(families.get(family) ?? []), picture])
  }
  return [...families.values()]
}

function writeAdaptationSet(set: Rendition[], id: number, bandwidth: (one: Rendition) => number): string[] {
  const first = set[0]!
  const medium = isVideo(first) ? 'video' : 'audio'
  const plan = first.output.audio[0]?.plan
  const attributes = [
    `id="${id}" contentType="${medium}" mimeType="${medium}/mp4" segmentAlignment="true" startWithSAP="1"`,
    ...(medium === 'audio' ? [`lang="${escapeXml(languageTag(plan?.language ?? 'und'))}"`] : [maxima(set)]),
  ]
  return [
    `    <AdaptationSet ${attributes.join(' ')}>`,
    ...(plan?.name ? [`      <Label>${escapeXml(plan.name)}</Label>`] : []),
    ...set.flatMap((one, index) => writeRepresentation(one, `${id}_${index + 1}`, bandwidth(one))),
    '    </AdaptationSet>',
  ]
}

function maxima(set: Rendition[]): string {
  const widths = set.map(({ output }) => output.video!.widthPx)
  const heights = set.map(({ output }) => output.video!.heightPx)
  return `maxWidth="${Math.max(...widths)}" maxHeight="${Math.max(...heights)}"`
}

function writeRepresentation(one: Rendition, id: string, bandwidth: number): string[] {
  const { video, name } = one.output
  const plan = one.output.audio[0]?.plan
  const medium = video
    ? `width="${video.widthPx}" height="${video.heightPx}" frameRate="${rate(video.frameRate)}"`
    : `audioSamplingRate="${plan!.sampleRateHz}"`
  const media = `${encodeURIComponent(name.base)}_$Number%0${SEGMENT_DIGITS}d$.${extensionOf(one)}`
  return [
    `      <Representation id="${id}" bandwidth="${bandwidth}" codecs="${one.codec}" ${medium}>`,
    ...(plan
      ? [`        <AudioChannelConfiguration schemeIdUri="${CHANNEL_SCHEME}" value="${plan.channels}"/>`]
      : []),
    `        <SegmentTemplate timescale="${one.track.timescale}" startNumber="1" media="${escapeXml(media)}"` +
      ` initialization="${escapeXml(encodeURIComponent(headerName(one)))}">`,
    '          <SegmentTimeline>',
    ...writeTimeline(one),
    '          </SegmentTimeline>',
    '        </SegmentTemplate>',
    '      </Representation>',
  ]
}

/** Equal durations in a row are one line; `r` counts the repetitions. */
function writeTimeline({ segments }: Rendition): string[] {
  const runs: { start: number; duration: number; repeats: number }[] = []
  for (const { start, duration } of segments) {
    const run = runs.at(-1)
    if (run && run.duration === duration) run.repeats += 1
    else runs.push({ start, duration, repeats: 0 })
  }
  return runs.map(({ start, duration, repeats }) => {
    const repeat = repeats > 0 ? ` r="${repeats}"` : ''
    return `            <S t="${start}" d="${duration}"${repeat}/>`
  })
}

function rate({ numerator, denominator }: { numerator: number; denominator: number }): string {
  return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`
}

function seconds(value: number): string {
  return `PT${Number(value.toFixed(3))}S`
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
