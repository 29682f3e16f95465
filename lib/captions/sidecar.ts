// Caption files beside a source, found and told apart by their names: `<stem>.<language>[.forced|.sdh].<vtt|srt|ttml>`.
import type { CaptionWarning } from '../../schemas/generated/types.ts'
import { fileNameOf, folderOf } from '../object-key.ts'
import { meantLanguage, isColloquial } from './language.ts'
import { formatOfName, type CaptionFormat } from './caption-format.ts'
import { trackIdOf, type CaptionKind } from './track.ts'

export interface SidecarName {
  /** Name of the source without its extension. */
  stem: string
  format: CaptionFormat
  kind: CaptionKind
  /** Canonical; absent where the name does not say it, and the words must. */
  language?: string
  /** What is odd about the name. */
  warning?: CaptionWarning
}

/** What file names call the kinds. */
const KINDS: Record<string, CaptionKind> = {
  forced: 'forced',
  sdh: 'captions',
  cc: 'captions',
  hi: 'captions',
}

const kindOf = (part: string): CaptionKind | undefined =>
  Object.hasOwn(KINDS, part.toLowerCase()) ? KINDS[part.toLowerCase()] : undefined

/** Takes the kind off the end; `hi` is Hindi where no language stands before it. */
function splitKind(parts: string[]): { kind: CaptionKind; before: string[] } {
  const kind = kindOf(parts.at(-1)!)
  const isHindi = parts.at(-1)!.toLowerCase() === 'hi' && meantLanguage(parts.at(-2) ?? '') === undefined
  return kind === undefined || isHindi || parts.length < 2
    ? { kind: 'subtitles', before: parts }
    : { kind, before: parts.slice(0, -1) }
}

const unknownSuffix = (suffix: string): CaptionWarning => ({
  code: 'unknown-language-suffix',
  message: `“${suffix.slice(0, 40)}” in the file name is no language.`,
})

const colloquialSuffix = (suffix: string, language: string): CaptionWarning => ({
  code: 'colloquial-language-suffix',
  message: `“${suffix}” in the file name was taken for ${language}.`,
})

function readLanguage(suffix: string): Pick<SidecarName, 'language' | 'warning'> {
  const language = meantLanguage(suffix)
  if (language === undefined) return { warning: unknownSuffix(suffix) }
  return { language, ...(isColloquial(suffix) && { warning: colloquialSuffix(suffix, language) }) }
}

/** What a file name can mean, the likeliest first; stems may have dots themselves. Empty for what is no caption file. */
export function readSidecarName(fileName: string): SidecarName[] {
  const format = formatOfName(fileName)
  if (format === undefined) return []
  const parts = fileName.slice(0, fileName.lastIndexOf('.')).split('.')
  const { kind, before } = splitKind(parts)
  const whole: SidecarName = { stem: parts.join('.'), format, kind: 'subtitles' }
  const unmarked: SidecarName[] = before === parts ? [] : [{ stem: before.join('.'), format, kind }]
  const suffix = before.at(-1)!
  if (before.length < 2) return [...unmarked, whole].filter(({ stem }) => stem !== '')
  const said = { stem: before.slice(0, -1).join('.'), format, kind, ...readLanguage(suffix) }
  const all = said.language === undefined ? [...unmarked, whole, said] : [said, ...unmarked, whole]
  return all.filter(({ stem }) => stem !== '')
}

/** An object of a bucket, as a listing tells it. */
export interface ListedObject {
  key: string
  etag?: string | undefined
  /** ISO 8601. */
  lastModifiedAt?: string | undefined
}

export interface Sidecar extends SidecarName, ListedObject {}

const stemOf = (key: string) => fileNameOf(key).replace(/\.[^.]*$/, '')

/** Neither captions nor job files: something that captions may belong to. */
const isSource = (key: string) => formatOfName(key) === undefined && !/\.json$/i.test(key)

/** The caption files of one source among the objects in its folder. A name that fits another source better is its. */
export function sidecarsOf(sourceKey: string, objects: ListedObject[]): Sidecar[] {
  const beside = objects.filter(({ key }) => folderOf(key) === folderOf(sourceKey))
  const stems = new Set(beside.filter(({ key }) => isSource(key)).map(({ key }) => stemOf(key)))
  stems.add(stemOf(sourceKey))
  return beside.flatMap((object): Sidecar[] => {
    const name = readSidecarName(fileNameOf(object.key)).find(({ stem }) => stems.has(stem))
    return name?.stem === stemOf(sourceKey) ? [{ ...object, ...name }] : []
  })
}

/** What begins like this lies beside a source: its captions are among it, and sources whose captions might be taken for them. */
export const siblingPrefix = (sourceKey: string): string => `${folderOf(sourceKey)}${stemOf(sourceKey)}.`

/** A caption file whose language is known by now, by its name or by its words. */
export interface ReadSidecar extends ListedObject {
  format: CaptionFormat
  language: string
  kind: CaptionKind
  /** Whether nothing of it can be used. */
  isHopeless: boolean
}

export interface Choice<File> {
  trackId: string
  chosen: File
  /** One for each file that was passed over. */
  warnings: CaptionWarning[]
}

/** WebVTT says most of how cues are shown, SubRip least. */
const FORMATS: CaptionFormat[] = ['webvtt', 'ttml', 'srt']

const newestFirst = (a: ListedObject, b: ListedObject): number =>
  (Date.parse(b.lastModifiedAt ?? '') || 0) - (Date.parse(a.lastModifiedAt ?? '') || 0) ||
  (a.key < b.key ? -1 : 1)

const byMerit = (a: ReadSidecar, b: ReadSidecar): number =>
  Number(a.isHopeless) - Number(b.isHopeless) ||
  FORMATS.indexOf(a.format) - FORMATS.indexOf(b.format) ||
  newestFirst(a, b)

/** Of several files for one track the readable one wins, then WebVTT over TTML over SubRip, then the newest. */
export function chooseSidecars<File extends ReadSidecar>(files: File[]): Choice<File>[] {
  const tracks = Map.groupBy(files, ({ language, kind }) => trackIdOf(language, kind))
  return [...tracks].map(([trackId, same]) => {
    const [chosen, ...others] = same.toSorted(byMerit)
    return {
      trackId,
      chosen: chosen!,
      warnings: others.map(({ key }) => ({
        code: 'another-sidecar',
        message: `${fileNameOf(key)} is for the same language and was left aside for ${fileNameOf(chosen!.key)}.`,
      })),
    }
  })
}
