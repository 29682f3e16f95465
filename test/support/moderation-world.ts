// A moderation room without a cloud: a ledger, a provider with so many places, and what was answered to whom.
import type { ModerationOrder, ModerationPage, PageRequest } from '../../lib/aws/rekognition.ts'
import type { Answer } from '../../lib/aws/step-functions.ts'
import { NotFoundError, ThrottledError } from '../../lib/errors.ts'
import { jobKeyOf, type JobId, type JobRequest } from '../../lib/job-ledger.ts'
import type { Asset, Job, ModerationReport } from '../../schemas/generated/types.ts'
import { anAsset } from './records.ts'

const NOW = Date.parse('2026-11-21T09:00:00Z')
const keyOf = ({ assetId, jobKey }: JobId) => `${assetId} ${jobKey}`

/** As DynamoDB would keep it, by the rules of lib/job-ledger.ts. */
function memoryLedger() {
  const jobs = new Map<string, Job>()
  const load = (id: JobId) => Promise.resolve(structuredClone(jobs.get(keyOf(id))))
  const note = (id: JobId, from: Job['status'], changes: Partial<Job>) => {
    const job = jobs.get(keyOf(id))
    if (job?.status !== from) return Promise.resolve(false)
    jobs.set(keyOf(id), { ...job, ...changes })
    return Promise.resolve(true)
  }
  const open = ({ assetId, kind, revision, taskToken, frames }: JobRequest): Promise<Job> => {
    const jobKey = jobKeyOf(kind, revision)
    const known = jobs.get(keyOf({ assetId, jobKey }))
    const isNew = known === undefined || known.status === 'error'
    const former = known ? [...(known.formerJobIds ?? []), known.providerJobId ?? ''] : []
    const job: Job = isNew
      ? {
          ...{ assetId, jobKey, kind, taskToken, status: 'opened' },
          ...(frames && { frames }),
          ...(former.length > 0 && { formerJobIds: former }),
          openedAt: new Date(NOW + 1000 * former.length).toISOString(),
          expiresAtSeconds: 2_000_000_000,
        }
      : { ...known, taskToken }
    jobs.set(keyOf(job), job)
    return Promise.resolve(structuredClone(job))
  }
  return { jobs, load, note, open }
}

type Seen = Omit<ModerationPage, 'nextToken'>

/** Knows a request by its token, as Rekognition does, and runs `places` jobs at once. */
function memoryProvider() {
  const orders: ModerationOrder[] = []
  const jobs = new Map<string, Seen>()
  const byToken = new Map<string, string>()
  const provider = {
    orders,
    jobs,
    places: 20,
    reads: 0,
    running: () => [...jobs.values()].filter(({ status }) => status === 'IN_PROGRESS').length,
    startJob: (order: ModerationOrder) => {
      const known = byToken.get(order.clientRequestToken)
      if (known !== undefined) return Promise.resolve({ providerJobId: known })
      if (provider.running() >= provider.places) return Promise.reject(new ThrottledError('limit exceeded'))
      const providerJobId = `job-${orders.push(order)}`
      byToken.set(order.clientRequestToken, providerJobId)
      jobs.set(providerJobId, { status: 'IN_PROGRESS', labels: [] })
      return Promise.resolve({ providerJobId })
    },
    end: (providerJobId: string, seen: Partial<Seen> = {}) =>
      jobs.set(providerJobId, {
        ...{ status: 'SUCCEEDED', modelVersion: '7.0', durationMs: 60_000, labels: [] },
        ...seen,
      }),
    readPage: (providerJobId: string, { maxResults, nextToken }: PageRequest): Promise<ModerationPage> => {
      provider.reads++
      const job = jobs.get(providerJobId)
      if (job === undefined) return Promise.reject(new NotFoundError('Could not find JobId'))
      const from = Number(nextToken ?? 0)
      const to = from + maxResults
      return Promise.resolve({
        ...job,
        labels: job.labels.slice(from, to),
        ...(to < job.labels.length && { nextToken: String(to) }),
      })
    },
  }
  return provider
}

export function moderationWorld() {
  const assets = new Map<string, Asset>()
  const answers: { taskToken: string; answer: Answer }[] = []
  const objects = new Map<string, string>()
  const asides: string[] = []
  const hidden: { receiptHandle: string; seconds: number }[] = []
  const noted: Record<string, unknown>[] = []
  const ledger = memoryLedger()
  const provider = memoryProvider()
  const services = {
    ledger: { ...ledger },
    assets: {
      load: (assetId: string) => Promise.resolve(assets.get(assetId)),
      note: (_asset: unknown, changes: Record<string, unknown>) => Promise.resolve(void noted.push(changes)),
    },
    startJob: provider.startJob,
    readPage: provider.readPage,
    writeObject: ({ bucket, key }: { bucket: string; key: string }, body: Uint8Array | string) =>
      Promise.resolve(void objects.set(`${bucket}/${key}`, String(body))),
    sendToFifo: (_queueUrl: string, text: string) => Promise.resolve(void asides.push(text)),
    hideMessage: (_queueUrl: string, receiptHandle: string, seconds: number) => {
      hidden.push({ receiptHandle, seconds })
      return Promise.resolve(true)
    },
    answerTask: (taskToken: string, answer: Answer) => {
      const isFirst = !answers.some((one) => one.taskToken === taskToken)
      if (isFirst) answers.push({ taskToken, answer })
      return Promise.resolve(isFirst)
    },
    now: () => NOW,
    chance: () => 0.5,
    settings: {
      mediaBucket: 'media',
      queueUrl: 'queue',
      deadLettersUrl: 'dead-letters',
      topicArn: 'arn:aws:sns:eu-west-1:000000000000:moderation',
      roleArn: 'arn:aws:iam::000000000000:role/rekognition',
    },
  }
  const reportTo = (taskToken: string) => {
    const answer = answers.find((one) => one.taskToken === taskToken)?.answer
    return answer && 'output' in answer ? (answer.output as unknown as ModerationReport) : undefined
  }
  const register = (assetId: string, changes: Partial<Asset> = {}) =>
    assets.set(assetId, anAsset({ assetId, ...changes }))
  return { services, ledger, provider, assets, answers, objects, asides, hidden, noted, reportTo, register }
}
