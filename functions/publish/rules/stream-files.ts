// Whether everything that a manifest names is there.
import { resolveKey } from './resolve-key.ts'
import type { StreamTrack } from './stream-track.ts'

/** Keys of the media bucket and their sizes in bytes. */
export type ObjectSizes = ReadonlyMap<string, number>

/** A name in a manifest leads to an object with content. */
export function checkFile(uri: string, manifestKey: string, objects: ObjectSizes): string[] {
  const key = resolveKey(uri, manifestKey)
  if (key === undefined) return [`${manifestKey} names ${uri}, which leads nowhere.`]
  const sizeBytes = objects.get(key)
  if (sizeBytes === undefined) return [`${manifestKey} names ${key}, which does not exist.`]
  return sizeBytes === 0 ? [`${manifestKey} names ${key}, which is empty.`] : []
}

/** A track has an initialisation file and segments, and all of them exist. */
export function checkTrackFiles(track: StreamTrack, manifestKey: string, objects: ObjectSizes): string[] {
  if (track.segments.length === 0) return [`${track.name} has no segments.`]
  const uris = track.segments.map((segment) => segment.uri)
  return [
    ...(track.initUri === undefined ? [`${track.name} has no initialisation file.`] : []),
    ...[...new Set(track.initUri === undefined ? uris : [track.initUri, ...uris])].flatMap((uri) =>
      checkFile(uri, manifestKey, objects),
    ),
  ]
}
