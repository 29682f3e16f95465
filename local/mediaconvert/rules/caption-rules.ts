import type { CaptionDescription, InputSettings, OutputSettings } from '../settings.ts'

/** API reference, `CaptionSelector`. */
const MOST_SELECTORS = 100

/** Formats that are a file of their own (user guide, "IMSC, TTML, and WebVTT (sidecar) output captions"). */
const SIDECARS = ['IMSC', 'SCC', 'SMI', 'SRT', 'TTML', 'WEBVTT']

export function findCaptionSelectorErrors({ captionSelectors = {} }: InputSettings, path: string): string[] {
  const place = `${path}/captionSelectors`
  return [
    ...(Object.keys(captionSelectors).length > MOST_SELECTORS
      ? [`${place}: Should NOT have more than ${MOST_SELECTORS} properties`]
      : []),
    ...Object.entries(captionSelectors).flatMap(([name, { sourceSettings }]) => {
      if (!sourceSettings) return [`${place}/${name}: sourceSettings is a required property`]
      if (!sourceSettings.sourceType) {
        return [`${place}/${name}/sourceSettings: sourceType is a required property`]
      }
      const { trackNumber, streamNumber } = sourceSettings.trackSourceSettings ?? {}
      return sourceSettings.sourceType !== 'TT_3GPP' ||
        (trackNumber === undefined) !== (streamNumber === undefined)
        ? []
        : [`${place}/${name}/sourceSettings: TT_3GPP needs either trackNumber or streamNumber`]
    }),
  ]
}

export function findCaptionErrors(output: OutputSettings, path: string, inputs: InputSettings[]): string[] {
  const captions = output.captionDescriptions ?? []
  return [
    ...captions.flatMap((caption, index) =>
      findDescriptionErrors(caption, `${path}/captionDescriptions/${index}`, inputs),
    ),
    ...findPlaceErrors(output, path),
  ]
}

function findDescriptionErrors(
  caption: CaptionDescription,
  place: string,
  inputs: InputSettings[],
): string[] {
  const name = caption.captionSelectorName
  if (!name) return [`${place}: captionSelectorName is a required property`]
  if (!caption.destinationSettings) return [`${place}: destinationSettings is a required property`]
  if (!caption.destinationSettings.destinationType) {
    return [`${place}/destinationSettings: destinationType is a required property`]
  }
  return inputs
    .flatMap((input, index) => (input.captionSelectors && name in input.captionSelectors ? [] : [index]))
    .map((index) => `${place}/captionSelectorName: no caption selector "${name}" in /inputs/${index}`)
}

/** The user guide puts each sidecar track into an output of its own, without video and sound. */
function findPlaceErrors(output: OutputSettings, path: string): string[] {
  const captions = output.captionDescriptions ?? []
  const sidecars = captions.filter(({ destinationSettings }) =>
    SIDECARS.includes(destinationSettings?.destinationType ?? ''),
  )
  if (sidecars.length === 0) return []
  const hasMore = output.videoDescription || output.audioDescriptions?.length || captions.length > 1
  return hasMore ? [`${path}: Sidecar captions need an output of their own for each track`] : []
}
