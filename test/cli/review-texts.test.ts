import { describe, expect, test } from '@jest/globals'
import { auditText } from '../../cli/review/audit-text.ts'
import { fromNow } from '../../cli/review/moments.ts'
import { decisionText } from '../../cli/review/outcome-text.ts'
import { chooseMoments } from '../../cli/review/pictures.ts'
import { explainRefusal } from '../../cli/review/refusals.ts'
import { pictureLines } from '../../cli/review/show-pictures.ts'
import { taskTable } from '../../cli/review/task-table.ts'
import { taskText, type ShownAsset } from '../../cli/review/task-text.ts'
import type { ReviewDetail, ReviewSummary } from '../../schemas/generated/types.ts'
import { aFinding } from '../support/records.ts'
import { aReviewSummary } from './review-summaries.ts'

const TEN = Date.parse('2026-11-21T10:00:00.000Z')

const shownAsset = (changes: Partial<ShownAsset> = {}): ShownAsset => ({
  sourceUri: 's3://ingest/films/holiday.mp4',
  verdict: null,
  findings: [],
  ...changes,
})

const detailOf = (review: Partial<ReviewSummary>, changes: Partial<ReviewDetail> = {}): ReviewDetail => ({
  review: aReviewSummary(review),
  opinions: [],
  ...changes,
})

const HOSTILE = 'nice\u001b[2J\u001b]0;owned\u0007 film\r\nASSET  published\u202e'
const CONTROLS = /[[\p{Cc}--\n]\u202a-\u202e]/v

describe('the list', () => {
  test('tells how long there is, and why people are asked', () => {
    const text = taskTable([aReviewSummary({ title: 'Holiday' })], TEN)
    expect(text.split('\n')[1]).toMatch(/^0123456789 {2}in 3 h 0 min {2}first {3}Holiday$/)
    expect(text.split('\n')[2]).toContain('Violence, 80 % sure')
  })

  test('gives whole ids where short ones would mean two tasks', () => {
    const escalated = aReviewSummary({ state: 'decided' })
    const appeal = { ...escalated, taskId: escalated.taskId.replace('escalated', 'appeal-1') }
    const text = taskTable([escalated, appeal], TEN)
    expect(text).toContain(escalated.taskId)
    expect(text).toContain(appeal.taskId)
  })

  test('tells who holds a task and what was decided', () => {
    const held = aReviewSummary({
      state: 'claimed',
      claimedBy: 'lee',
      leaseUntil: '2026-11-21T10:15:00.000Z',
    })
    expect(taskTable([held], TEN)).toContain('claimed by lee until 2026-11-21 10:15 UTC')
    const decided = aReviewSummary({
      state: 'expired',
      decision: {
        decision: 'reject',
        decidedBy: 'deadline',
        reason: 'late',
        at: '2026-11-21T10:15:00.000Z',
      },
    })
    expect(taskTable([decided], TEN)).toContain('rejected by the deadline')
  })
})

describe('one task', () => {
  test('shows what was found, with its times, no surer than it is', () => {
    const finding = aFinding({
      confidence: 93.9,
      timeRanges: [
        { startMs: 12_000, endMs: 17_400, confidence: 93.9 },
        { startMs: 3_601_000, endMs: 3_601_500, confidence: 70 },
      ],
    })
    const text = taskText(detailOf({}, { asset: shownAsset({ findings: [finding] }) }), TEN)
    expect(text).toContain('Violence › Graphic Violence › Weapon Violence, 93 % sure, at 0:12-0:17, 1:00:01')
    expect(text).toContain('2026-11-21 13:00 UTC, in 3 h 0 min, on the first line')
  })

  test('says so when nothing could be seen, and what was not looked for', () => {
    const blind = { looked: false, reason: { code: 'x', message: 'The codec is not supported.' } }
    const text = taskText(detailOf({}, { asset: shownAsset({ moderation: blind }) }), TEN)
    expect(text).toContain('The detector could not look: The codec is not supported.')
    const partial = { looked: true, notCovered: ['violence' as const] }
    const other = taskText(detailOf({}, { asset: shownAsset({ moderation: partial }) }), TEN)
    expect(other).toMatch(/found +nothing/)
    expect(other).toMatch(/not checked +violence/)
  })

  test('shows what others have said, and that two must agree', () => {
    const opinion = { by: 'lee', decision: 'reject' as const, reason: 'A real knife', line: 'first' as const }
    const opinions = [{ ...opinion, at: '2026-11-21T09:30:00.000Z' }]
    const text = taskText(detailOf({ fourEyes: true }, { opinions }), TEN)
    expect(text).toContain('Two people must agree.')
    expect(text).toContain('lee: reject, “A real knife”')
    expect(text).toContain('A newer revision has taken its place.')
  })

  test('quotes the words of captions', () => {
    const evidence = [{ startMs: 3000, endMs: 5000, text: 'Call me at 555 0100' }]
    const finding = { ...aFinding({ detector: 'captions' }), evidence }
    const text = taskText(detailOf({}, { asset: shownAsset({ findings: [finding] }) }), TEN)
    expect(text).toContain('0:03-0:05  “Call me at 555 0100”')
  })

  test('lets no word of a stranger move the cursor or begin a line', () => {
    const finding = { ...aFinding({ label: HOSTILE, labelPath: [HOSTILE] }), evidence: [] }
    const review = { title: HOSTILE, requestedBy: HOSTILE, kind: 'appeal' as const, sourceUri: HOSTILE }
    const reasons = [{ code: 'appeal', message: HOSTILE }]
    const opinion = { by: HOSTILE, decision: 'reject' as const, reason: HOSTILE, line: 'first' as const }
    const detail = detailOf(
      { ...review, reasons },
      {
        asset: shownAsset({ findings: [finding], tags: [HOSTILE] }),
        opinions: [{ ...opinion, at: '2026-11-21T09:30:00.000Z' }],
      },
    )
    const entry = { subjectId: 'x', entryKey: 'x', at: '2026-11-21T09:30:00.000Z', to: 'x' }
    const audit = { entries: [{ ...entry, by: HOSTILE, act: 'decided' as const, reason: HOSTILE }] }
    const texts = [taskText(detail, TEN), taskTable([detail.review], TEN), auditText(audit)]
    for (const text of texts) {
      expect(text).toContain('nice film ASSET  published')
      expect(text).not.toMatch(CONTROLS)
      expect(text).not.toMatch(/^ASSET/m)
    }
  })
})

describe('pictures', () => {
  const at = (startMs: number, frame: object) => ({ startMs, endMs: startMs + 1000, ...frame })

  test('come once for each frame, in the order of the film, with everything that was seen on it', () => {
    const frameUrl = (signature: string) => ({
      frameUrl: `https://media/frame.jpg?X-Amz-Signature=${signature}`,
    })
    const findings = [
      {
        ...aFinding({ label: 'Weapons' }),
        evidence: [at(9000, frameUrl('a')), at(2000, { frameMissing: true })],
      },
      {
        ...aFinding({ label: 'Blood' }),
        evidence: [at(9000, frameUrl('b')), at(4000, { text: 'words only' })],
      },
    ]
    expect(chooseMoments({ findings })).toMatchObject([
      { startMs: 2000, labels: ['Weapons'] },
      { startMs: 9000, labels: ['Weapons', 'Blood'] },
    ])
  })

  test('that are gone are said to be gone', () => {
    const text = pictureLines(
      [
        { startMs: 2000, endMs: 2000, labels: ['Weapons'] },
        { startMs: 4000, endMs: 4000, labels: ['Blood'], frameUrl: 'https://media/frame.jpg' },
        { startMs: 6000, endMs: 6000, labels: ['Blood'], frameUrl: 'https://media/other.jpg' },
      ],
      [undefined, undefined, '/tmp/03.jpg'],
    )
    const [gone, unreadable, saved] = text.split('\n')
    expect(gone).toContain('0:02  Weapons  the picture is gone')
    expect(unreadable).toContain('the picture cannot be read')
    expect(saved).toContain('/tmp/03.jpg')
  })
})

test.each<[string, Partial<ReviewSummary>, 'approve' | 'reject' | 'pass-on', RegExp]>([
  ['a first opinion where two must agree', { state: 'open' }, 'approve', /Another person has to agree/],
  ['a disagreement', { state: 'open', line: 'second' }, 'approve', /two people disagree/],
  ['a task that is passed on', { state: 'open', line: 'second' }, 'pass-on', /passed on to the second line/],
  [
    'a rejection',
    {
      state: 'decided',
      decision: {
        decision: 'reject',
        decidedBy: 'reviewer',
        by: 'lee',
        reason: 'no',
        at: '2026-11-21T10:00:00Z',
      },
    },
    'reject',
    /rejected: it stays in quarantine/,
  ],
])('%s is told as what it is', (_name, changes, said, expected) => {
  expect(decisionText(said, aReviewSummary(changes))).toMatch(expected)
})

test.each([
  ['2026-11-21T10:00:45Z', 'in 45 s'],
  ['2026-11-21T10:04:10Z', 'in 4 min'],
  ['2026-11-21T13:58:00Z', 'in 3 h 58 min'],
  ['2026-11-21T09:45:00Z', '15 min ago'],
])('%s is %s', (iso, text) => expect(fromNow(iso, TEN)).toBe(text))

test('somebody without the role hears which one they have, and which one it takes', () => {
  const refusal = { code: 'forbidden', detail: 'This needs the role reviewer.' }
  const hint = explainRefusal(refusal, { name: 'vera', role: 'viewer' })
  expect(hint).toContain('signed in as vera, viewer')
  expect(hint).toContain('reelgate user add vera --role reviewer')
})
