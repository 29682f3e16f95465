import type { CmafGroupSettings, OutputGroupDocument, OutputSettings } from '../settings.ts'

const DEFAULT_SEGMENT_SECONDS = 10
const DEFAULT_FRAGMENT_SECONDS = 2

/** Segment and fragment length in seconds with the service's defaults. */
export function segmentLengths(settings: CmafGroupSettings): {
  segmentSeconds: number
  fragmentSeconds: number
} {
  const segmentSeconds = settings.segmentLength ?? DEFAULT_SEGMENT_SECONDS
  return {
    segmentSeconds,
    fragmentSeconds: settings.fragmentLength ?? Math.min(DEFAULT_FRAGMENT_SECONDS, segmentSeconds),
  }
}

/** A CMAF track holds one medium, and a segment holds whole fragments and whole GOPs. */
export function findCmafErrors(group: OutputGroupDocument, path: string): string[] {
  const settings = group.outputGroupSettings?.cmafGroupSettings
  if (group.outputGroupSettings?.type !== 'CMAF_GROUP_SETTINGS' || !settings) return []
  const place = `${path}/outputGroupSettings/cmafGroupSettings`
  const { segmentSeconds, fragmentSeconds } = segmentLengths(settings)
  const outputs = group.outputs ?? []
  // With GOP_MULTIPLE a segment is rounded up to the next whole GOP, whatever the frame rate makes of it.
  const isExact = settings.segmentLengthControl !== 'GOP_MULTIPLE'
  return [
    ...(segmentSeconds % fragmentSeconds === 0
      ? []
      : [`${place}/segmentLength: Should be a multiple of fragmentLength (${fragmentSeconds})`]),
    ...findManifestErrors(settings, place),
    ...findFinalSegmentErrors(settings, segmentSeconds, place),
    ...outputs.flatMap((output, index) => findMediumErrors(output, `${path}/outputs/${index}`)),
    ...outputs.flatMap((output, index) =>
      isExact ? findGopErrors(output, segmentSeconds, `${path}/outputs/${index}`) : [],
    ),
    ...findRenditionSetErrors(outputs, path),
  ]
}

function findManifestErrors(settings: CmafGroupSettings, place: string): string[] {
  if (settings.writeHlsManifest !== 'DISABLED' || settings.writeDashManifest !== 'DISABLED') return []
  return [`${place}: At least one of writeHlsManifest and writeDashManifest should be ENABLED`]
}

function findFinalSegmentErrors(
  settings: CmafGroupSettings,
  segmentSeconds: number,
  place: string,
): string[] {
  const least = settings.minFinalSegmentLength ?? 0
  if (least === 0 || (least >= 1 && least < segmentSeconds)) return []
  return [`${place}/minFinalSegmentLength: Should be 0, or at least 1 and less than segmentLength`]
}

function findMediumErrors(output: OutputSettings, path: string): string[] {
  const audioCount = output.audioDescriptions?.length ?? 0
  if (output.videoDescription && audioCount > 0) {
    return [`${path}: A CMAF output holds video or audio, not both: put the audio into an output of its own`]
  }
  return audioCount > 1 ? [`${path}/audioDescriptions: Should have at most 1 items in a CMAF output`] : []
}

function findGopErrors(output: OutputSettings, segmentSeconds: number, path: string): string[] {
  const codec = output.videoDescription?.codecSettings
  const name = codec?.codec === 'H_265' ? 'h265Settings' : 'h264Settings'
  const settings = codec?.[name]
  if (!settings?.gopSize || (settings.gopSizeUnits ?? 'AUTO') === 'AUTO') return []
  const gopSeconds =
    settings.gopSizeUnits === 'SECONDS'
      ? settings.gopSize
      : (settings.gopSize * (settings.framerateDenominator ?? 0)) / (settings.framerateNumerator ?? 1)
  // Frames of a source whose rate is followed are counted when the source is known.
  if (gopSeconds === 0) return []
  const gops = segmentSeconds / gopSeconds
  // 29.97 frames a second: 60 frames are 2.002 s, and the segment stretches with them.
  if (Math.round(gops) >= 1 && Math.abs(gops - Math.round(gops)) / gops < 0.002) return []
  return [
    `${path}/videoDescription/codecSettings/${name}/gopSize: segmentLength (${segmentSeconds}) should be a multiple of the GOP`,
  ]
}

function findRenditionSetErrors(outputs: OutputSettings[], path: string): string[] {
  const groups = new Set(outputs.map((output) => output.containerSettings?.cmfcSettings?.audioGroupId))
  return outputs.flatMap((output, index) => {
    const sets = output.containerSettings?.cmfcSettings?.audioRenditionSets
    if (!output.videoDescription || !sets) return []
    return sets
      .split(',')
      .map((name) => name.trim())
      .filter((name) => !groups.has(name))
      .map(
        (name) =>
          `${path}/outputs/${index}/containerSettings/cmfcSettings/audioRenditionSets: no audio output has the audioGroupId ${name}`,
      )
  })
}
