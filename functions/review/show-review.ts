// GET /reviews/{taskId} and GET /reviews/{taskId}/audit
import type { ApiAnswer, ApiRequest } from '../../lib/http.ts'
import type { Asset, AuditTrail, Finding, ReviewDetail } from '../../schemas/generated/types.ts'
import { loadTask, type ReviewServices } from './review-services.ts'
import { showAsset, summarise, type ShownEvidence } from './rules/views.ts'

type Pictures = Map<string, Pick<ShownEvidence, 'frameUrl' | 'frameMissing'>>

/** The pictures that the evidence names. One that is gone is said to be gone: the moment can still be looked up. */
async function findPictures({ findings }: Asset, { frames }: ReviewServices): Promise<Pictures> {
  const keys = findings.flatMap(({ evidence }) => evidence.flatMap(({ frameKey }) => frameKey ?? []))
  const pictures = [...new Set(keys)].map(async (key) => {
    const picture = (await frames.exists(key)) ? { frameUrl: await frames.url(key) } : { frameMissing: true }
    return [key, picture] as const
  })
  return new Map(await Promise.all(pictures))
}

const withPictures =
  (pictures: Pictures) =>
  ({ evidence }: Finding): ShownEvidence[] =>
    evidence.map(({ frameKey, ...moment }) => ({
      ...moment,
      ...(frameKey !== undefined && pictures.get(frameKey)),
    }))

export async function showReview({ path, by }: ApiRequest, services: ReviewServices): Promise<ApiAnswer> {
  const task = await loadTask(path['taskId'] ?? '', services)
  const asset = await services.assets.load(task.assetId)
  const isCurrent = asset !== undefined && asset.revision === task.revision
  const body: ReviewDetail = {
    review: summarise(task, services.now()),
    opinions: task.opinions,
    ...(isCurrent && { asset: showAsset(asset, by, withPictures(await findPictures(asset, services))) }),
  }
  return { status: 200, body }
}

/** The acts on the task and on its asset tell one story. */
export async function auditReview({ path }: ApiRequest, services: ReviewServices): Promise<ApiAnswer> {
  const { taskId, assetId } = await loadTask(path['taskId'] ?? '', services)
  const trails = await Promise.all([taskId, assetId].map(services.audit.listOf))
  const entries = trails.flat().sort((a, b) => (a.entryKey < b.entryKey ? -1 : 1))
  const body: AuditTrail = { entries }
  return { status: 200, body }
}
