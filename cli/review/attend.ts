// The person in front of a claimed task: one key says what becomes of it. The claim is renewed meanwhile.
import type { ReviewDecision, ReviewSummary } from '../../schemas/generated/types.ts'
import { InterruptedError } from '../errors.ts'
import { RefusalError, type Api } from './api.ts'
import { keepLease } from './keep-lease.ts'
import { decisionText, releasedText } from './outcome-text.ts'

/** The terminal of the person. */
export interface Desk {
  readKey(signal: AbortSignal): Promise<string>
  ask(question: string, signal: AbortSignal): Promise<string>
  say(line: string): void
}

export type Ending = 'decided' | 'released' | 'kept'

const DECISIONS: Record<string, ReviewDecision['decision']> = { a: 'approve', r: 'reject', p: 'pass-on' }
const WORDS = { approve: 'approve', reject: 'reject', 'pass-on': 'pass it on' } as const
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const QUIT = new Set(['q', CTRL_D])

type Choice = { kind: 'decide'; decision: ReviewDecision } | { kind: 'release' } | { kind: 'keep' }

const isPossible = (key: string, { line }: ReviewSummary) => key !== 'p' || line === 'first'

function offer({ line }: ReviewSummary): string {
  const keys = [
    'a approve',
    'r reject',
    ...(line === 'first' ? ['p pass on'] : []),
    's give back',
    'q quit, keep it',
  ]
  return `  ${keys.join(' · ')}`
}

async function choose(task: ReviewSummary, desk: Desk, signal: AbortSignal): Promise<Choice> {
  desk.say(offer(task))
  for (;;) {
    const key = (await desk.readKey(signal)).toLowerCase()
    if (key === CTRL_C) throw new InterruptedError()
    if (QUIT.has(key)) return { kind: 'keep' }
    if (key === 's') return { kind: 'release' }
    const decision = DECISIONS[key]
    if (decision === undefined || !isPossible(key, task)) continue
    const reason = (await desk.ask(`Reason to ${WORDS[decision]} (empty goes back): `, signal)).trim()
    if (reason !== '') return { kind: 'decide', decision: { decision, reason } }
    desk.say(offer(task))
  }
}

type DeskApi = Pick<Api, 'renew' | 'release' | 'decide' | 'now'>

interface Place {
  api: DeskApi
  desk: Desk
}

async function carryOut(choice: Choice, { taskId }: ReviewSummary, { api, desk }: Place): Promise<Ending> {
  if (choice.kind === 'keep') return 'kept'
  if (choice.kind === 'release') {
    desk.say(releasedText(await api.release(taskId)))
    return 'released'
  }
  const { decision } = choice
  desk.say(decisionText(decision.decision, await api.decide(taskId, decision)))
  return 'decided'
}

const passesBySoon = (error: unknown): error is RefusalError =>
  error instanceof RefusalError && ['busy', 'unavailable'].includes(error.code)

/** @throws RefusalError when the claim is lost; InterruptedError on Ctrl-C, and the claim stays */
export async function attend(
  task: ReviewSummary,
  { api, desk, signal }: Place & { signal: AbortSignal },
): Promise<Ending> {
  for (;;) {
    const lease = keepLease(task, api)
    const choice = await choose(task, desk, AbortSignal.any([signal, lease.lost])).finally(lease.stop)
    try {
      return await carryOut(choice, task, { api, desk })
    } catch (error) {
      if (!passesBySoon(error)) throw error
      desk.say(`${error.message} ${error.hint ?? ''}`)
    }
  }
}
