// Which caption files an asset has: beside its source, inside it, and made from what is said in it.
import type { ListedObject, ObjectId, listVersions } from '../../lib/aws/s3.ts'
import { formatOfName } from '../../lib/captions/caption-format.ts'
import { canonicalLanguage } from '../../lib/language.ts'
import { sidecarsOf, siblingPrefix } from '../../lib/captions/sidecar.ts'
import type { CaptionKind } from '../../lib/captions/track.ts'
import { folderOf } from '../../lib/object-key.ts'
import { embeddedCaptionsKey } from '../../lib/output-layout.ts'
import type {
  Asset,
  CaptionSource,
  CaptionWarning,
  Inspection,
  NamedCaptions,
  Source,
  Transcript,
} from '../../schemas/generated/types.ts'

/** A caption file before anybody has read it. */
export interface CaptionCandidate {
  object: ObjectId
  etag?: string
  lastModifiedAt?: string
  origin: CaptionSource['origin']
  kind: CaptionKind
  /** What its name, its container or the job file says; words may say otherwise. */
  language?: string
  name?: string
  warnings: CaptionWarning[]
}

/** What is known of the asset when its captions are looked for. */
export interface CaptionedFilm {
  assetId: string
  revision: number
  source: Pick<Source, 'bucket' | 'key'>
  inspection?: Pick<Inspection, 'captionTracks'> | undefined
  /** Files that the job file names. */
  named?: NamedCaptions[] | undefined
  transcript?: Transcript | undefined
}

export const filmOf = ({ captionWishes, ...film }: Asset): CaptionedFilm => ({
  ...film,
  named: captionWishes?.files,
})

const sidecarCandidate = (
  bucket: string,
  { key, etag, lastModifiedAt }: ListedObject,
  rest: Pick<CaptionCandidate, 'kind' | 'language' | 'name' | 'warnings'>,
): CaptionCandidate => ({
  object: { bucket, key },
  etag,
  lastModifiedAt,
  origin: 'sidecar',
  ...rest,
})

function findSidecars({ source, named = [] }: CaptionedFilm, listed: ListedObject[]): CaptionCandidate[] {
  const namedKeys = new Set(named.map(({ file }) => folderOf(source.key) + file))
  const byName = sidecarsOf(source.key, listed).filter(({ key }) => !namedKeys.has(key))
  return byName.map((sidecar) => {
    const object = listed.find(({ key }) => key === sidecar.key)!
    const { kind, language, warning } = sidecar
    return sidecarCandidate(source.bucket, object, {
      kind,
      warnings: warning ? [warning] : [],
      ...(language !== undefined && { language }),
    })
  })
}

async function findNamed(
  { source, named = [] }: CaptionedFilm,
  list: typeof listVersions,
): Promise<CaptionCandidate[]> {
  const found = named.map(async ({ file, language, name, kind = 'subtitles' }) => {
    const key = folderOf(source.key) + file
    const object = (await list(source.bucket, key)).find((one) => one.key === key)
    if (object === undefined || formatOfName(key) === undefined) return []
    const known = language === undefined ? undefined : canonicalLanguage(language)
    return [
      sidecarCandidate(source.bucket, object, {
        kind,
        warnings: [],
        ...(known !== undefined && { language: known }),
        ...(name !== undefined && { name }),
      }),
    ]
  })
  return (await Promise.all(found)).flat()
}

const findEmbedded = (film: CaptionedFilm, mediaBucket: string): CaptionCandidate[] =>
  (film.inspection?.captionTracks ?? []).map(({ trackNumber, language, isForced }) => ({
    object: { bucket: mediaBucket, key: embeddedCaptionsKey(film.assetId, film.revision, trackNumber) },
    origin: 'embedded',
    kind: isForced ? 'forced' : 'subtitles',
    warnings: [],
    ...(language !== undefined && { language }),
  }))

const findTranscribed = ({ transcript }: CaptionedFilm, mediaBucket: string): CaptionCandidate[] =>
  transcript?.key === undefined
    ? []
    : [
        {
          object: { bucket: mediaBucket, key: transcript.key },
          origin: 'transcribed',
          kind: 'subtitles',
          warnings: [],
          ...(transcript.language !== undefined && { language: transcript.language }),
        },
      ]

/** In order of trust: files that people put beside the film, tracks inside it, a machine's ear. */
export async function findCaptions(
  film: CaptionedFilm,
  { listVersions: list, mediaBucket }: { listVersions: typeof listVersions; mediaBucket: string },
): Promise<CaptionCandidate[]> {
  const listed = await list(film.source.bucket, siblingPrefix(film.source.key))
  return [
    ...(await findNamed(film, list)),
    ...findSidecars(film, listed),
    ...findEmbedded(film, mediaBucket),
    ...findTranscribed(film, mediaBucket),
  ]
}
