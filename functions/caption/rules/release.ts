// Who may let which held track pass, and for which words that counts.
import type { Asset, CaptionRelease, CaptionTrack } from '../../../schemas/generated/types.ts'

export const RELEASE_REFUSALS = {
  'not-held': 'The track is not held: it is in the manifests.',
  unreadable: 'Nothing of the file can be used; only a better file in its place helps.',
  'caption-file-changed': 'The file is another one now, or gone; it is judged anew.',
  'nothing-to-publish': 'The asset has no outputs that captions could be shown with.',
} as const

export type ReleaseRefusal = keyof typeof RELEASE_REFUSALS

/** A caption file in one version. Those that the encoder or a machine writes have no ETag, and are written once. */
export interface FileVersion {
  key?: string | undefined
  etag?: string | undefined
}

export const isFileOf = ({ key, etag }: FileVersion, { source }: CaptionTrack): boolean =>
  source.key === key && source.etag === etag

/** What somebody has said of the words of this very file. */
export const releaseOf = (file: FileVersion, tracks: CaptionTrack[]): CaptionRelease | undefined =>
  tracks.find((track) => track.released !== undefined && isFileOf(file, track))?.released

/** What the caller has read, as far as it is told. */
export interface ReadVersion {
  etag?: string | undefined
  /** Of the asset. Tracks of the film itself have no ETag: a new processing finds them anew. */
  revision?: number | undefined
}

/** A track is released for the file that was read, if the caller says which. One that was released before is no refusal. */
export function checkRelease(
  { outcome, revision }: Pick<Asset, 'outcome' | 'revision'>,
  { state, source, released }: CaptionTrack,
  read: ReadVersion,
): ReleaseRefusal | undefined {
  if (outcome === 'rejected' || outcome === 'failed') return 'nothing-to-publish'
  const isRead = (read.etag ?? source.etag) === source.etag && (read.revision ?? revision) === revision
  if (!isRead) return 'caption-file-changed'
  if (state === 'unreadable') return 'unreadable'
  return state === 'published' && released === undefined ? 'not-held' : undefined
}

export const withRelease = (
  tracks: CaptionTrack[],
  trackId: string,
  released: CaptionRelease,
): CaptionTrack[] => tracks.map((track) => (track.trackId === trackId ? { ...track, released } : track))
