import type {
  Av1Settings,
  H26xSettings,
  OutputSettings,
  VideoCodecSettings,
  VideoDescription,
} from '../settings.ts'

const SETTINGS_OF_CODEC: Readonly<Record<string, string>> = {
  AV1: 'av1Settings',
  FRAME_CAPTURE: 'frameCaptureSettings',
  H_264: 'h264Settings',
  H_265: 'h265Settings',
}

export function findVideoErrors(output: OutputSettings, path: string): string[] {
  const video = output.videoDescription
  if (!video) return []
  const place = `${path}/videoDescription`
  const codec = video.codecSettings?.codec
  if (!video.codecSettings) return [`${place}: codecSettings is a required property`]
  if (!codec) return [`${place}/codecSettings: codec is a required property`]
  return [
    ...findSizeErrors(video, place),
    ...findCodecErrors(video.codecSettings, codec, `${place}/codecSettings`),
    ...findContainerErrors(output, codec, path),
  ]
}

/** Chroma is sampled at half the resolution, so odd sizes cannot be coded. */
function findSizeErrors(video: VideoDescription, place: string): string[] {
  return (['width', 'height'] as const)
    .filter((side) => (video[side] ?? 0) % 2 !== 0)
    .map((side) => `${place}/${side}: Should be a multiple of 2`)
}

function findContainerErrors(output: OutputSettings, codec: string, path: string): string[] {
  const container = output.containerSettings?.container
  if (codec !== 'FRAME_CAPTURE') {
    return container === 'RAW' ? [`${path}/containerSettings/container: ${codec} does not fit into RAW`] : []
  }
  return [
    ...(container === 'RAW' ? [] : [`${path}/containerSettings/container: FRAME_CAPTURE needs RAW`]),
    ...(output.audioDescriptions?.length ? [`${path}: A frame capture output has no audioDescriptions`] : []),
  ]
}

function findCodecErrors(codecs: VideoCodecSettings, codec: string, place: string): string[] {
  const name = SETTINGS_OF_CODEC[codec]
  if (!name) return []
  const settings = (codecs as Record<string, unknown>)[name] as H26xSettings | Av1Settings | undefined
  if (codec === 'FRAME_CAPTURE') return []
  if (!settings) return [`${place}: ${name} is a required property`]
  return [
    ...findRateErrors(settings, codec, `${place}/${name}`),
    ...findFramerateErrors(settings, `${place}/${name}`),
  ]
}

function findRateErrors(settings: H26xSettings, codec: string, place: string): string[] {
  switch (settings.rateControlMode ?? (codec === 'AV1' ? 'QVBR' : undefined)) {
    case 'QVBR':
      return [
        ...(settings.maxBitrate
          ? []
          : [`${place}: maxBitrate is a required property when rateControlMode is QVBR`]),
        ...(settings.bitrate ? [`${place}/bitrate: Should not be set when rateControlMode is QVBR`] : []),
      ]
    case 'CBR':
      return [
        ...(settings.bitrate ? [] : [`${place}: bitrate is a required property when rateControlMode is CBR`]),
        ...(settings.maxBitrate
          ? [`${place}/maxBitrate: Should not be set when rateControlMode is CBR`]
          : []),
        ...findStrayQvbr(settings, place),
      ]
    case 'VBR':
      return [
        ...(settings.bitrate ? [] : [`${place}: bitrate is a required property when rateControlMode is VBR`]),
        ...((settings.maxBitrate ?? Infinity) < (settings.bitrate ?? 0)
          ? [`${place}/maxBitrate: Should be >= bitrate (${settings.bitrate})`]
          : []),
        ...findStrayQvbr(settings, place),
      ]
    default:
      return [`${place}: rateControlMode is a required property`]
  }
}

function findStrayQvbr(settings: H26xSettings, place: string): string[] {
  return settings.qvbrSettings
    ? [`${place}/qvbrSettings: Should be set only when rateControlMode is QVBR`]
    : []
}

function findFramerateErrors(settings: H26xSettings | Av1Settings, place: string): string[] {
  if (settings.framerateControl !== 'SPECIFIED') return []
  return (['framerateNumerator', 'framerateDenominator'] as const)
    .filter((name) => !settings[name])
    .map((name) => `${place}: ${name} is a required property when framerateControl is SPECIFIED`)
}
