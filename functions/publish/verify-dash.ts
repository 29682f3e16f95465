// Whether the DASH side of a publication can be played to its end.
import { readDash, type DashManifest } from './read-dash.ts'
import { checkTrackFiles, type ObjectSizes } from './rules/stream-files.ts'
import { checkDurations, checkSegmentLengths, type ExpectedStream } from './rules/stream-track.ts'

export interface DashPublication {
  /** Key of the manifest. */
  key: string
  text: string
  objects: ObjectSizes
  expected: ExpectedStream
}

/** Every planned rung is there in its planned size, and every audio track. */
function checkLadder({ representations }: DashManifest, { rungs, audioTracks }: ExpectedStream): string[] {
  const audios = representations.filter(({ kind }) => kind === 'audio').length
  const missing = rungs.filter(
    (rung) => !representations.some((one) => one.widthPx === rung.widthPx && one.heightPx === rung.heightPx),
  )
  return [
    ...missing.map(({ name, widthPx, heightPx }) => `The rung ${name} (${widthPx}x${heightPx}) is missing.`),
    ...(audios < audioTracks ? [`There are ${audios} audio tracks instead of ${audioTracks}.`] : []),
  ]
}

/** The manifest parses, every file exists and is not empty, durations agree, and the whole ladder is there. */
export function checkDash({ key, text, objects, expected }: DashPublication): { problems: string[] } {
  let manifest: DashManifest
  try {
    manifest = readDash(text)
  } catch (error) {
    return { problems: [`${key} cannot be read: ${error instanceof Error ? error.message : String(error)}`] }
  }
  const tracks = manifest.representations
  return {
    problems: [
      ...checkLadder(manifest, expected),
      ...tracks.flatMap((track) => checkTrackFiles(track, key, objects)),
      ...tracks.flatMap((track) => checkSegmentLengths(track, expected)),
      ...checkDurations(tracks, expected),
    ].map((problem) => (problem.startsWith(key) ? problem : `${key}: ${problem}`)),
  }
}
