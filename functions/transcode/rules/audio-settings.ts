import type { AudioDescription, AudioSelector } from '@aws-sdk/client-mediaconvert'
import type { AudioTrack, Inspection, TranscodeProfile } from '../../../schemas/generated/types.ts'

/** AAC bit rates that MediaConvert takes (API reference, `AacSettings.Bitrate`). */
const AAC_BITRATES_BPS = [
  32_000, 40_000, 48_000, 56_000, 64_000, 80_000, 96_000, 112_000, 128_000, 160_000, 192_000, 224_000,
  256_000, 288_000, 320_000, 384_000, 448_000, 512_000, 576_000,
]

/** For AAC-LC at 48 kHz the service refuses stereo outside 64,000-576,000 b/s; mono is half of that. */
const STEREO_BPS = { least: 64_000, most: 576_000 }

const nearestAacBitrate = (bps: number) =>
  AAC_BITRATES_BPS.reduce((best, next) => (Math.abs(next - bps) < Math.abs(best - bps) ? next : best))

const selectorName = (track: AudioTrack) => `Audio ${track.trackNumber}`

/** Every audio track is selected by its number; the first is the default. */
export function planAudioSelectors({ audioTracks }: Inspection): Record<string, AudioSelector> {
  return Object.fromEntries(
    audioTracks.map((track, index) => [
      selectorName(track),
      {
        SelectorType: 'TRACK',
        Tracks: [track.trackNumber],
        DefaultSelection: index === 0 ? 'DEFAULT' : 'NOT_DEFAULT',
      },
    ]),
  )
}

const LANGUAGE_NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** MediaConvert takes letters, digits, underscores and spaces in a stream name. */
function languageName({ languageCode }: AudioTrack): string | undefined {
  const name = languageCode === undefined ? undefined : LANGUAGE_NAMES.of(languageCode)
  return name !== undefined && /^[\w\s]+$/.test(name) ? name : undefined
}

/** What a viewer chooses by: the language, and the track's number where two have the same or none. */
export function nameAudioTrack(track: AudioTrack, tracks: AudioTrack[]): string {
  const name = languageName(track)
  if (name === undefined) return selectorName(track)
  const isAlone = tracks.filter((other) => languageName(other) === name).length === 1
  return isAlone ? name : `${name} ${track.trackNumber}`
}

/** A mono track stays mono at half the bit rate; any other becomes stereo. */
export function planAudio(
  track: AudioTrack,
  { audioTracks }: Pick<Inspection, 'audioTracks'>,
  { audio }: Pick<TranscodeProfile, 'audio'>,
): AudioDescription {
  const isMono = track.channels === 1
  const stereoBps = Math.min(STEREO_BPS.most, Math.max(STEREO_BPS.least, audio.bitrateBps))
  return {
    AudioSourceName: selectorName(track),
    StreamName: nameAudioTrack(track, audioTracks),
    ...(track.languageCode !== undefined && {
      CustomLanguageCode: track.languageCode,
      LanguageCodeControl: 'USE_CONFIGURED',
    }),
    CodecSettings: {
      Codec: 'AAC',
      AacSettings: {
        CodecProfile: 'LC',
        RateControlMode: 'CBR',
        CodingMode: isMono ? 'CODING_MODE_1_0' : 'CODING_MODE_2_0',
        Bitrate: nearestAacBitrate(isMono ? stereoBps / 2 : stereoBps),
        SampleRate: audio.sampleRateHz,
      },
    },
  }
}
