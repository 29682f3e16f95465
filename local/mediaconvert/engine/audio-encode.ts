// Which audio track an output takes, and how it is encoded.
import type { AudioTrack, MediaInfo } from '../probe/inspect.ts'
import type { AudioDescription, AudioSelectorSettings, InputSettings } from '../settings.ts'
import { JobError } from './job-error.ts'
import type { StreamOption } from './video-encode.ts'

export interface AudioPlan {
  track: AudioTrack
  channels: number
  sampleRateHz: number
  /** ISO 639-2 in lower case; undefined when neither file nor job states one. */
  language?: string
  name?: string
  filters: string[]
  options: StreamOption[]
}

const LAYOUTS: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo', 6: '5.1' }
const DEFAULT_BITRATE_BPS = 96_000
const VBR_QUALITY: Readonly<Record<string, string>> = {
  LOW: '0.5',
  MEDIUM_LOW: '1',
  MEDIUM_HIGH: '1.5',
  HIGH: '2',
}

/**
 * Plans one audio description. Undefined when the input has no audio and no particular track was asked for.
 * Throws error 1040 when the selected track is not there.
 */
export function planAudio(
  audio: AudioDescription,
  input: InputSettings,
  media: MediaInfo,
): AudioPlan | undefined {
  const selectors = Object.entries(input.audioSelectors ?? {})
  const [name, selector] = selectors.find(([key]) => key === audio.audioSourceName) ??
    selectors.find(([, { defaultSelection }]) => defaultSelection === 'DEFAULT') ??
    selectors[0] ?? ['Audio Selector 1', {}]
  const track = selectTrack(name, selector, media)
  if (!track) return undefined
  const aac = audio.codecSettings!.aacSettings!
  const channels = chooseChannels(aac.codingMode!, track)
  const sampleRateHz = aac.sampleRate!
  const rate: StreamOption =
    aac.rateControlMode === 'VBR'
      ? ['q', VBR_QUALITY[aac.vbrQuality ?? 'MEDIUM_HIGH']!]
      : ['b', String(aac.bitrate ?? DEFAULT_BITRATE_BPS)]
  const language = chooseLanguage(audio, track)
  return {
    track,
    channels,
    sampleRateHz,
    // Silence fills what is missing before the first sample, so that sound and picture both begin at zero.
    filters: [
      `aresample=${sampleRateHz}:async=1:first_pts=0`,
      `aformat=channel_layouts=${LAYOUTS[channels]}`,
    ],
    options: [
      ['c', 'aac'],
      rate,
      ['ac', String(channels)],
      ['ar', String(sampleRateHz)],
      ['flags', '+global_header'],
    ],
    ...(language ? { language } : {}),
    ...(audio.streamName ? { name: audio.streamName } : {}),
  }
}

function selectTrack(
  name: string,
  selector: AudioSelectorSettings,
  media: MediaInfo,
): AudioTrack | undefined {
  const language = (selector.customLanguageCode ?? selector.languageCode)?.toLowerCase()
  if (selector.selectorType === 'LANGUAGE_CODE' && language) {
    const spoken = media.audio.find((track) => track.language === language)
    if (spoken) return spoken
    throw new JobError(
      1040,
      `Invalid audio language specified for audio_selector [${name}]. [${language}] not found in input container.`,
    )
  }
  const wanted = selector.tracks?.[0]
  if (wanted === undefined) return media.audio[0]
  const track = media.audio[wanted - 1]
  if (track) return track
  throw new JobError(
    1040,
    `Invalid audio track specified for audio_selector [${name}]. Audio track [${wanted}] not found in input container.`,
  )
}

/** Automatic coding keeps mono mono and 5.1 six channels; everything else becomes stereo. */
function chooseChannels(codingMode: string, track: AudioTrack): number {
  switch (codingMode) {
    case 'CODING_MODE_1_0':
      return 1
    case 'CODING_MODE_5_1':
      return 6
    case 'CODING_MODE_AUTO':
      return track.channels === 1 || track.channels === 6 ? track.channels : 2
    default:
      return 2
  }
}

function chooseLanguage(audio: AudioDescription, track: AudioTrack): string | undefined {
  const configured = (audio.customLanguageCode ?? audio.languageCode)?.toLowerCase()
  return audio.languageCodeControl === 'USE_CONFIGURED'
    ? (configured ?? track.language)
    : (track.language ?? configured)
}
