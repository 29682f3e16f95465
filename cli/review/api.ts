// The HTTP API for whoever is signed in. Its routes are described in docs/openapi.json.
import type {
  AssetOutcome,
  AuditTrail,
  CaptionReading,
  CaptionReleaseRequest,
  PlaybackGrant,
  Problem,
  RegisteredWebhook,
  ReleasedCaptions,
  ReopenedReview,
  ReviewDecision,
  ReviewDetail,
  ReviewList,
  ReviewSummary,
  SearchResults,
  Upload,
  UploadRequest,
  Webhook,
  WebhookList,
  WebhookRegistration,
  WebhookTrial,
} from '../../schemas/generated/types.ts'
import type { Role } from '../../lib/roles.ts'
import { CommandError } from '../errors.ts'
import { requireEncrypted } from '../people/encrypted.ts'
import { toGrant, type Grant } from '../play/grant.ts'
import { plain } from '../terminal.ts'
import { callHttp, type Answer } from './http-call.ts'
import { explainRefusal } from './refusals.ts'

export type Line = ReviewSummary['line']
export type HandAct = 'withdraw' | 'publish'

export interface ListQuery {
  state: ReviewSummary['state']
  line?: Line
  limit: number
}

/** The API has said no. `code` is its stable name for why. */
export class RefusalError extends CommandError {
  readonly code: string

  constructor(problem: Pick<Problem, 'code' | 'detail'>, hint: string | undefined) {
    super(problem.detail, hint)
    this.code = problem.code
  }
}

interface Caller {
  /** A good access token; another one than `refused`, which the API has not taken. */
  token(refused?: string): Promise<string>
  me(): { name: string; role: Role | undefined }
}

/** A caption track of an asset. */
export interface TrackName {
  assetId: string
  trackId: string
}

interface Question {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  body?: object
}

const LONGEST_ANSWER_BYTES = 8 << 20
const LONGEST_PAGE = 100
const MOST_HITS_OF_PAGE = 50

function problemOf({ status, body }: Answer): Pick<Problem, 'code' | 'detail'> {
  try {
    const { code, detail } = JSON.parse(body.toString('utf8')) as Partial<Problem>
    if (typeof code === 'string' && typeof detail === 'string') return { code, detail: plain(detail) }
  } catch {
    // Not one of ours: the gateway before it has spoken.
  }
  if (status === 401) return { code: 'unauthorized', detail: 'The API does not take your sign-in.' }
  return { code: `status-${status}`, detail: `The API has answered with status ${status}.` }
}

export type Api = ReturnType<typeof createApi>

/** @throws CommandError for an address that others can listen to */
export function createApi(apiUrl: string, { token, me }: Caller) {
  requireEncrypted(apiUrl)
  let aheadMs = 0

  const send = async (accessToken: string, { method, path, body }: Question) => {
    const answer = await callHttp({
      ...{ method, url: apiUrl + path, maxBytes: LONGEST_ANSWER_BYTES },
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (answer.date !== undefined) aheadMs = Date.parse(answer.date) - Date.now() || 0
    return answer
  }

  const answerTo = async (question: Question): Promise<Answer> => {
    const first = await token()
    let answer = await send(first, question)
    if (answer.status === 401) answer = await send(await token(first), question)
    if (answer.status < 300) return answer
    const problem = problemOf(answer)
    throw new RefusalError(problem, explainRefusal(problem, me()))
  }
  const bodyOf = <Body>({ body }: Answer) =>
    (body.length === 0 ? undefined : JSON.parse(body.toString('utf8'))) as Body
  const ask = async <Body>(question: Question) => bodyOf<Body>(await answerTo(question))
  const get = <Body>(path: string) => ask<Body>({ method: 'GET', path })
  const post = <Body>(path: string, body?: object) =>
    ask<Body>({ method: 'POST', path, ...(body && { body }) })

  const captions = ({ assetId, trackId }: TrackName, rest = '') =>
    `/assets/${assetId}/captions/${encodeURIComponent(trackId)}${rest}`
  const review = (taskId: string, rest = '') => `/reviews/${encodeURIComponent(taskId)}${rest}`

  return {
    /** Milliseconds since 1970 by the clock of the server, as far as is known: it decides about deadlines. */
    now: () => Date.now() + aheadMs,

    /** The most urgent first. */
    async *list({ state, line, limit }: ListQuery): AsyncGenerator<ReviewSummary> {
      let left = limit
      let cursor: string | undefined
      do {
        const query = new URLSearchParams({
          ...{ state, limit: String(Math.min(left, LONGEST_PAGE)) },
          ...(line && { line }),
          ...(cursor !== undefined && { cursor }),
        })
        const page = await get<ReviewList>(`/reviews?${query.toString()}`)
        yield* page.reviews
        left -= page.reviews.length
        cursor = page.cursor
      } while (cursor !== undefined && left > 0)
    },
    /** Pages of hits; one may be empty while more follow. */
    async *search(q: string, limit: number): AsyncGenerator<SearchResults> {
      let left = limit
      let cursor: string | undefined
      do {
        const asked = { q, limit: String(Math.min(left, MOST_HITS_OF_PAGE)) }
        const query = new URLSearchParams({ ...asked, ...(cursor !== undefined && { cursor }) })
        const page = await get<SearchResults>(`/search?${query.toString()}`)
        yield page
        left -= page.hits.length
        cursor = page.cursor
      } while (cursor !== undefined && left > 0)
    },
    /** Undefined when none waits. */
    next: (line: Line) => post<ReviewSummary | undefined>('/reviews/next', { line }),
    show: (taskId: string) => get<ReviewDetail>(review(taskId)),
    audit: (taskId: string) => get<AuditTrail>(review(taskId, '/audit')),
    claim: (taskId: string) => post<ReviewSummary>(review(taskId, '/claim')),
    renew: (taskId: string) => post<ReviewSummary>(review(taskId, '/renew')),
    release: (taskId: string) => post<ReviewSummary>(review(taskId, '/release')),
    decide: (taskId: string, decision: ReviewDecision) =>
      post<ReviewSummary>(review(taskId, '/decision'), decision),
    byHand: (assetId: string, act: HandAct, reason: string) =>
      post<AssetOutcome>(`/assets/${assetId}/${act}`, { reason }),
    /** What may be played, with the cookies for it. */
    async playback(assetId: string): Promise<Grant> {
      const answer = await answerTo({ method: 'GET', path: `/assets/${assetId}/playback` })
      return toGrant(bodyOf<PlaybackGrant>(answer), answer.setCookies)
    },
    beginUpload: (request: UploadRequest) => post<Upload>('/uploads', request),
    showUpload: (uploadId: string) => get<Upload>(`/uploads/${uploadId}`),
    completeUpload: (uploadId: string) => post<Upload>(`/uploads/${uploadId}/complete`),
    cancelUpload: async (uploadId: string) =>
      void (await answerTo({ method: 'DELETE', path: `/uploads/${uploadId}` })),
    reopen: (assetId: string, reason: string) =>
      post<ReopenedReview>(`/assets/${assetId}/reopen`, { reason }),
    captions: {
      /** The whole track, of all pages. One that is replaced on the way is refused by the next page. */
      async read(track: TrackName): Promise<CaptionReading> {
        const whole = await get<CaptionReading>(captions(track))
        for (let page = whole; page.next !== undefined;) {
          page = await get<CaptionReading>(`${captions(track)}?from=${page.next}`)
          if (page.track.etag !== whole.track.etag || page.revision !== whole.revision)
            throw new CommandError('The file was replaced while it was read.', 'Read it again.')
          whole.cues.push(...page.cues)
        }
        const { next: _none, ...rest } = whole
        return { ...rest, truncated: false }
      },
      release: (track: TrackName, request: CaptionReleaseRequest) =>
        post<ReleasedCaptions>(captions(track, '/release'), request),
    },
    webhooks: {
      add: (registration: WebhookRegistration) => post<RegisteredWebhook>('/webhooks', registration),
      list: async () => (await get<WebhookList>('/webhooks')).webhooks,
      remove: (endpointId: string) => ask<undefined>({ method: 'DELETE', path: `/webhooks/${endpointId}` }),
      enable: (endpointId: string) => post<Webhook>(`/webhooks/${endpointId}/enable`),
      test: (endpointId: string) => post<WebhookTrial>(`/webhooks/${endpointId}/test`),
    },
  }
}
