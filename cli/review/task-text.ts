// One review task for a person who has to decide. Everything that an uploader, a detector or another person could have
// written goes through `plain`.
import type { ReviewDetail } from '../../schemas/generated/types.ts'
import { duration, shorten } from '../show/measures.ts'
import { plain, styled } from '../terminal.ts'
import { fromNow, moment, timeRange } from './moments.ts'
import { nameOf, stateText } from './task-words.ts'

export type ShownAsset = NonNullable<ReviewDetail['asset']>
type ShownFinding = ShownAsset['findings'][number]

const LABEL_WIDTH = 11
const LONGEST_TEXT = 400
const MOST_RANGES = 6

/** A label stands before the first of its lines only. */
export function labelled(rows: [string, string][]): string {
  const lines = rows.map(([label, value], index) => {
    const shown = label === rows[index - 1]?.[0] ? '' : label
    return `  ${styled('dim', shown.padEnd(LABEL_WIDTH))} ${value}`
  })
  return lines.join('\n')
}

const text = (untrusted: string) => shorten(plain(untrusted), LONGEST_TEXT)

/** `Violence › Graphic Violence › Self-Harm, 93 % sure, at 0:12-0:17`; rounded down, so that it looks no surer than it is. */
function findingText({ labelPath, label, confidence, timeRanges }: ShownFinding): string {
  const path = (labelPath.length > 0 ? labelPath : [label]).map(plain).join(' › ')
  const more = timeRanges.length - MOST_RANGES
  const ranges = [...timeRanges.slice(0, MOST_RANGES).map(timeRange), ...(more > 0 ? [`${more} more`] : [])]
  const at = ranges.length > 0 ? `, at ${ranges.join(', ')}` : ''
  return `${styled('bold', path)}, ${Math.floor(confidence)} % sure${at}`
}

function* findingRows({ findings, moderation }: ShownAsset): Generator<[string, string]> {
  if (moderation?.looked === false) {
    const why = moderation.reason === undefined ? '' : `: ${text(moderation.reason.message)}`
    yield ['not seen', styled('yellow', `The detector could not look${why}`)]
  }
  for (const finding of findings) {
    yield ['found', findingText(finding)]
    for (const { text: words, ...range } of finding.evidence) {
      if (words !== undefined) yield ['', `${timeRange(range)}  “${text(words)}”`]
    }
  }
  if (moderation?.looked === true && findings.length === 0) yield ['found', 'nothing']
  if (moderation?.notCovered?.length) yield ['not checked', moderation.notCovered.map(plain).join(', ')]
}

/** What is asked, by whom, and until when. */
function* questionRows({ review, asset }: ReviewDetail, nowMs: number): Generator<[string, string]> {
  const { line, dueAt, kind, requestedBy, policyId, policyVersion, fourEyes } = review
  const waits = review.state === 'open' || review.state === 'claimed'
  yield ['task', review.taskId]
  yield ['source', plain(review.sourceUri)]
  const durationMs = asset?.durationMs ?? review.durationMs
  if (durationMs !== undefined) yield ['length', duration(durationMs)]
  if (asset?.tags?.length) yield ['tags', asset.tags.map(plain).join(', ')]
  const appeal = kind === 'appeal' ? `${plain(requestedBy ?? 'an operator')} (appeal), ` : ''
  yield ['asked by', `${appeal}policy ${plain(policyId)}, version ${plain(policyVersion)}`]
  if (waits) yield ['due', `${moment(dueAt)}, ${fromNow(dueAt, nowMs)}, on the ${line} line`]
  if (waits && fourEyes) yield ['rule', 'Two people must agree.']
  for (const { message } of review.reasons) yield ['why', text(message)]
}

function* opinionRows({ review, opinions }: ReviewDetail): Generator<[string, string]> {
  for (const { by, decision, reason } of opinions)
    yield ['opinion', `${plain(by)}: ${decision}, “${text(reason)}”`]
  const { decision } = review
  if (decision)
    yield ['decided', `${moment(decision.at)}${decision.reason ? `, “${text(decision.reason)}”` : ''}`]
}

function* rows(detail: ReviewDetail, nowMs: number): Generator<[string, string]> {
  const { asset } = detail
  yield* questionRows(detail, nowMs)
  if (asset === undefined) yield ['asset', styled('yellow', 'A newer revision has taken its place.')]
  else yield* findingRows(asset)
  // The whole id: looking one up takes AWS credentials, which reviewers need not have.
  if (asset?.playback) yield ['film', `\`reelgate play ${detail.review.assetId}\` plays it`]
  yield* opinionRows(detail)
}

/** Several lines, without a line break at the end. */
export function taskText(detail: ReviewDetail, nowMs: number): string {
  return [
    `${styled('bold', nameOf(detail.review))}  ${stateText(detail.review)}`,
    labelled([...rows(detail, nowMs)]),
  ].join('\n')
}
