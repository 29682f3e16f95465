// Captions without a cloud: one film's record, two buckets in memory, and a Comprehend that reads by simple rules.
import { addUnits, type BillableUnits } from '../../lib/cost/units.ts'
import type { LateCaptionServices } from '../../functions/caption/read-late-captions.ts'
import type { ComprehendServices } from '../../lib/aws/comprehend.ts'
import type { ObjectVersion } from '../../lib/aws/s3.ts'
import { ConflictError, NotFoundError } from '../../lib/errors.ts'
import { OUTPUT, outputPrefix } from '../../lib/output-layout.ts'
import { choosePolicy } from '../../lib/policies.ts'
import type { Asset, CaptionTrack, Policy } from '../../schemas/generated/types.ts'
import { localMpd, localPlaylist } from '../unit/captions/local-manifests.ts'
import { anAsset, anInspection, ASSET_ID } from './records.ts'

const NOW = Date.parse('2026-11-21T09:00:00Z')

/** One after the other, a second each. */
export const aWebVtt = (...lines: string[]) =>
  `WEBVTT\n\n${lines.map((line, index) => `00:00:0${index}.000 --> 00:00:0${index + 1}.000\n${line}\n`).join('\n')}`

const spansOf = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map((match) => {
    const begin = [...text.slice(0, match.index)].length
    return { text: match[0], begin, end: begin + [...match[0]].length, score: 0.99 }
  })

const NEUTRAL = { positive: 0, negative: 0, neutral: 1, mixed: 0 }

/** What it was asked, by kind of question: the texts of every request. */
export type Asked = Record<keyof ComprehendServices, string[][]>

export function memoryComprehend() {
  const asked: Asked = {
    detectLanguages: [],
    detectSentiments: [],
    detectEntities: [],
    detectKeyPhrases: [],
    detectPii: [],
    detectToxicity: [],
  }
  const answer = <T>(kind: keyof Asked, texts: string[], read: (text: string) => T) => {
    asked[kind].push(texts)
    return Promise.resolve(texts.map(read))
  }
  const services: ComprehendServices = {
    detectLanguages: (texts) =>
      answer('detectLanguages', texts, (text) => ({
        answer: [{ language: /[가-힣]/.test(text) ? 'ko' : 'en', score: 0.99 }],
      })),
    detectSentiments: (texts) =>
      answer('detectSentiments', texts, () => ({
        answer: { sentiment: 'neutral' as const, scores: NEUTRAL },
      })),
    detectEntities: (texts) =>
      answer('detectEntities', texts, (text) => ({
        answer: spansOf(text, /Proog|Emo/g).map((span) => ({ ...span, type: 'PERSON' })),
      })),
    detectKeyPhrases: (texts) =>
      answer('detectKeyPhrases', texts, (text) => ({ answer: spansOf(text, /the machine/gi) })),
    detectPii: async (text) => {
      const [found] = await answer('detectPii', [text], () => spansOf(text, /\S+@\S+\.\w+/g))
      return found!.map((span) => ({ ...span, type: 'EMAIL' }))
    },
    detectToxicity: (texts) =>
      answer('detectToxicity', texts, (text) => {
        const isThreat = text.includes('I will kill you')
        return {
          toxicity: isThreat ? 0.95 : 0.05,
          labels: isThreat ? [{ name: 'VIOLENCE_OR_THREAT', score: 0.95 }] : [],
        }
      }),
  }
  return { asked, services }
}

interface StoredObject {
  body: Uint8Array | string
  etag: string
  lastModifiedAt: string
}

function memoryBuckets() {
  const objects = new Map<string, StoredObject>()
  let writes = 0
  /** Every key that was read, in order. */
  const reads: string[] = []
  const put = (name: string, body: Uint8Array | string) => {
    const lastModifiedAt = new Date(NOW + ++writes).toISOString()
    objects.set(name, { body, etag: `etag-${writes}`, lastModifiedAt })
  }
  const bytesOf = ({ bucket, key, etag }: ObjectVersion): Promise<Uint8Array> => {
    reads.push(key)
    const object = objects.get(`${bucket}/${key}`)
    if (object === undefined) return Promise.reject(new NotFoundError(`There is no ${key}.`))
    if (etag !== undefined && etag !== object.etag)
      return Promise.reject(new ConflictError(`There is another ${key}.`))
    return Promise.resolve(Buffer.from(object.body))
  }
  const list = (bucket: string, prefix: string) =>
    [...objects]
      .filter(([name]) => name.startsWith(`${bucket}/${prefix}`))
      .map(([name, { etag, lastModifiedAt }]) => ({
        key: name.slice(bucket.length + 1),
        etag,
        lastModifiedAt,
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  const services = {
    listVersions: (bucket: string, prefix: string) => Promise.resolve(list(bucket, prefix)),
    readObject: bytesOf,
    readText: async (object: ObjectVersion) => Buffer.from(await bytesOf(object)).toString(),
    headObject: ({ bucket, key }: ObjectVersion) => {
      const object = objects.get(`${bucket}/${key}`)
      return Promise.resolve(object && { sizeBytes: object.body.length, etag: object.etag })
    },
    writeObject: ({ bucket, key }: ObjectVersion, body: Uint8Array | string) =>
      Promise.resolve(put(`${bucket}/${key}`, body)),
  }
  return { put, remove: (name: string) => objects.delete(name), reads, services, objects }
}

/** The record by the rules of lib/caption-store.ts. */
function memoryRecord(first: Asset) {
  const record = {
    asset: first,
    /** What others do before each write of the tracks, one a write. */
    meanwhile: [] as (() => void)[],
    writes: 0,
  }
  const isOther = ({ revision }: Pick<Asset, 'revision'>) => revision !== record.asset.revision
  const replaceCaptions: LateCaptionServices['replaceCaptions'] = (read, captions) => {
    record.meanwhile.shift()?.()
    if (isOther(read) || read.captionsVersion !== record.asset.captionsVersion)
      return Promise.reject(new ConflictError('Somebody else has changed it.'))
    record.writes++
    record.asset = { ...record.asset, captions, captionsVersion: (read.captionsVersion ?? 0) + 1 }
    return Promise.resolve(structuredClone(record.asset))
  }
  const note = (read: { revision: number }, changes: Record<string, unknown>) => {
    if (isOther(read)) return Promise.reject(new ConflictError('A newer revision has taken over.'))
    record.asset = { ...record.asset, ...changes }
    return Promise.resolve(undefined)
  }
  const countUnits = (_read: { revision: number }, units: BillableUnits) => {
    record.asset.billableUnits = addUnits(record.asset.billableUnits, units)
    return Promise.resolve()
  }
  const assets = {
    load: () => Promise.resolve(structuredClone(record.asset)),
    note,
    countUnits,
    findBySource: (uri: string) =>
      Promise.resolve(uri === record.asset.sourceUri ? [structuredClone(record.asset)] : []),
  }
  return { record, services: { assets, replaceCaptions } }
}

export const inMedia = (key: string) => `media/${outputPrefix(ASSET_ID, 0)}${key}`

/** A transcoded film with its manifests; `ingest/films/holiday.mp4` is its source. */
export function captionWorld(changes: Partial<Asset> = {}, policy: Policy = choosePolicy('default')) {
  const buckets = memoryBuckets()
  const { asked, services: comprehend } = memoryComprehend()
  const { record, services } = memoryRecord(anAsset({ inspection: anInspection(), ...changes }))
  const text = (name: string) => Buffer.from(buckets.objects.get(name)!.body).toString()
  buckets.put('ingest/films/holiday.mp4', 'film')
  buckets.put(inMedia(OUTPUT.hls), localPlaylist())
  buckets.put(inMedia(OUTPUT.dash), localMpd())
  const given: LateCaptionServices = {
    ...buckets.services,
    ...comprehend,
    ...services,
    policyOf: () => policy,
    now: () => NOW,
    settings: { mediaBucket: 'media' },
  }
  const trackOf = (trackId: string): CaptionTrack | undefined =>
    record.asset.captions.find((track) => track.trackId === trackId)
  const manifests = () => ({ hls: text(inMedia(OUTPUT.hls)), dash: text(inMedia(OUTPUT.dash)) })
  return { ...{ ...buckets, text, asked, record, trackOf, manifests }, services: given }
}
