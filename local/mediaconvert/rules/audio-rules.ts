import type { AacSettings, AudioDescription, InputSettings, OutputSettings } from '../settings.ts'

// The rates an AAC-LC stream header can state within the API's limits.
const SAMPLE_RATES = [8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000]

export function findAudioErrors(output: OutputSettings, path: string, inputs: InputSettings[]): string[] {
  return (output.audioDescriptions ?? []).flatMap((audio, index) => {
    const place = `${path}/audioDescriptions/${index}`
    return [...findSourceErrors(audio, place, inputs), ...findAudioCodecErrors(audio, place)]
  })
}

function findSourceErrors(audio: AudioDescription, place: string, inputs: InputSettings[]): string[] {
  const name = audio.audioSourceName
  if (!name) return []
  return inputs
    .flatMap((input, index) => (input.audioSelectors && name in input.audioSelectors ? [] : [index]))
    .map((index) => `${place}/audioSourceName: no audio selector "${name}" in /inputs/${index}`)
}

function findAudioCodecErrors(audio: AudioDescription, place: string): string[] {
  if (!audio.codecSettings) return [`${place}: codecSettings is a required property`]
  if (!audio.codecSettings.codec) return [`${place}/codecSettings: codec is a required property`]
  if (audio.codecSettings.codec !== 'AAC') return []
  const aac = audio.codecSettings.aacSettings
  return aac
    ? findAacErrors(aac, `${place}/codecSettings/aacSettings`)
    : [`${place}/codecSettings: aacSettings is a required property`]
}

function findAacErrors(aac: AacSettings, place: string): string[] {
  return [
    ...(aac.codingMode ? [] : [`${place}: codingMode is a required property`]),
    ...(aac.sampleRate ? [] : [`${place}: sampleRate is a required property`]),
    ...(!aac.sampleRate || SAMPLE_RATES.includes(aac.sampleRate)
      ? []
      : [`${place}/sampleRate: Should be one of [${SAMPLE_RATES.join(', ')}]`]),
    ...(aac.rateControlMode === 'VBR' && aac.bitrate
      ? [`${place}/bitrate: Should not be set when rateControlMode is VBR`]
      : []),
  ]
}
