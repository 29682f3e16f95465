// HLS playlists of a CMAF group (RFC 8216 and its second edition).
import type { CmafGroupSettings } from '../settings.ts'
import { languageName, languageTag } from './language.ts'
import type { Rendition } from './rendition.ts'
import { averageBitrate, headerName, isVideo, peakBitrate, segmentName } from './rendition.ts'

/** The playlist of one rendition. */
export function writeMediaPlaylist(rendition: Rendition, settings: CmafGroupSettings): string {
  const { segments, track } = rendition
  const longest = Math.max(...segments.map(({ duration }) => duration)) / track.timescale
  const whole = settings.manifestDurationFormat === 'INTEGER'
  const lines = segments.flatMap(({ duration }, index) => {
    const seconds = duration / track.timescale
    return [
      `#EXTINF:${whole ? Math.round(seconds) : seconds.toFixed(5)},`,
      encodeURIComponent(segmentName(rendition, index)),
    ]
  })
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${targetDuration(longest, settings)}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${encodeURIComponent(headerName(rendition))}"`,
    ...lines,
    '#EXT-X-ENDLIST',
    '',
  ].join('\n')
}

/** Rounded up, or to the nearest as the specification allows. */
function targetDuration(longestSeconds: number, settings: CmafGroupSettings): number {
  if (settings.targetDurationCompatibilityMode === 'SPEC_COMPLIANT')
    return Math.max(1, Math.round(longestSeconds))
  return Math.ceil(longestSeconds - 1e-6)
}

interface AudioGroup {
  id: string
  renditions: Rendition[]
}

/** The playlist above all; BANDWIDTH is measured: the peak of the picture and of the sound that goes with it. */
export function writeMultivariantPlaylist(renditions: Rendition[], settings: CmafGroupSettings): string {
  const sounds = renditions.filter((rendition) => !isVideo(rendition))
  const groups = groupAudio(sounds.filter((sound) => trackType(sound) !== 'AUDIO_ONLY_VARIANT_STREAM'))
  const pictures = renditions.filter(isVideo)
  const alone =
    pictures.length === 0
      ? sounds
      : sounds.filter((sound) => trackType(sound) === 'AUDIO_ONLY_VARIANT_STREAM')
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(pictures.length > 0 ? groups.flatMap(writeAudioGroup) : []),
    ...pictures.flatMap((picture) => {
      const mine = groupsOf(picture, groups)
      return mine.length > 0
        ? mine.flatMap((group) => writeVariant(picture, group, settings))
        : writeVariant(picture, undefined, settings)
    }),
    ...alone.flatMap((sound) => writeVariant(sound, undefined, settings)),
    '',
  ].join('\n')
}

/** Without an id each sound is a group of its own, which goes with every picture. */
function groupAudio(sounds: Rendition[]): AudioGroup[] {
  const groups: AudioGroup[] = []
  for (const sound of sounds) {
    const id = cmfc(sound)?.audioGroupId ?? `program_audio_${sounds.indexOf(sound)}`
    const group = groups.find((other) => other.id === id)
    if (group) group.renditions.push(sound)
    else groups.push({ id, renditions: [sound] })
  }
  return groups
}

function groupsOf(picture: Rendition, groups: AudioGroup[]): AudioGroup[] {
  const wanted = cmfc(picture)
    ?.audioRenditionSets?.split(',')
    .map((name) => name.trim())
  return wanted ? groups.filter(({ id }) => wanted.includes(id)) : groups
}

function writeAudioGroup({ id, renditions }: AudioGroup): string[] {
  const names = new Set<string>()
  const hasDefault = renditions.some((sound) => trackType(sound) === 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT')
  return renditions.map((sound, index) => {
    const plan = sound.output.audio[0]!.plan
    const type =
      trackType(sound) ??
      (index === 0 && !hasDefault ? 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT' : 'ALTERNATE_AUDIO_AUTO_SELECT')
    const base = plan.name ?? (plan.language ? languageName(plan.language) : `Audio ${index + 1}`)
    const name = names.has(base) ? `${base} ${index + 1}` : base
    names.add(name)
    const attributes = [
      'TYPE=AUDIO',
      `GROUP-ID="${quote(id)}"`,
      `NAME="${quote(name)}"`,
      ...(plan.language ? [`LANGUAGE="${languageTag(plan.language)}"`] : []),
      `DEFAULT=${type === 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT' ? 'YES' : 'NO'}`,
      `AUTOSELECT=${type === 'ALTERNATE_AUDIO_NOT_AUTO_SELECT' ? 'NO' : 'YES'}`,
      `CHANNELS="${plan.channels}"`,
      `URI="${encodeURIComponent(sound.output.name.base)}.m3u8"`,
    ]
    return `#EXT-X-MEDIA:${attributes.join(',')}`
  })
}

function writeVariant(
  rendition: Rendition,
  group: AudioGroup | undefined,
  settings: CmafGroupSettings,
): string[] {
  const video = rendition.output.video
  const sounds = group?.renditions ?? []
  const codecs = [...new Set([rendition.codec, ...sounds.map(({ codec }) => codec)])]
  const attributes = [
    `BANDWIDTH=${peakBitrate(rendition) + Math.max(0, ...sounds.map(peakBitrate))}`,
    `AVERAGE-BANDWIDTH=${averageBitrate(rendition) + Math.max(0, ...sounds.map(averageBitrate))}`,
    `CODECS="${codecs.join(',')}"`,
    ...(video && settings.streamInfResolution !== 'EXCLUDE'
      ? [`RESOLUTION=${video.widthPx}x${video.heightPx}`]
      : []),
    ...(video ? [`FRAME-RATE=${(video.frameRate.numerator / video.frameRate.denominator).toFixed(3)}`] : []),
    ...(group ? [`AUDIO="${quote(group.id)}"`] : []),
  ]
  return [
    `#EXT-X-STREAM-INF:${attributes.join(',')}`,
    `${encodeURIComponent(rendition.output.name.base)}.m3u8`,
  ]
}

function cmfc(rendition: Rendition) {
  return rendition.output.document.containerSettings?.cmfcSettings
}

function trackType(rendition: Rendition): string | undefined {
  return cmfc(rendition)?.audioTrackType
}

/** A quoted string holds neither quotes nor line breaks. */
function quote(text: string): string {
  return text.replace(/["\r\n]/g, "'")
}
