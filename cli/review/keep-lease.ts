import type { ReviewSummary } from '../../schemas/generated/types.ts'
import { RefusalError, type Api } from './api.ts'

const SHORTEST_WAIT_MS = 10_000
const LONGEST_WAIT_MS = 300_000

/** Refusals after which no renewal helps. */
const OVER = new Set([
  'already-decided',
  'claimed-by-other',
  'deadline-passed',
  'forbidden',
  'lease-lost',
  'not-claimed',
  'not-found',
  'operators-only',
])

/** Half of what is left, so that one renewal may fail. Both moments are the server's. */
export function waitBeforeRenewal({ leaseUntil }: Pick<ReviewSummary, 'leaseUntil'>, nowMs: number): number {
  const leftMs = Date.parse(leaseUntil ?? '') - nowMs
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, (leftMs || 0) / 2))
}

export interface KeptLease {
  /** Aborted, with the refusal as its reason, when the claim is lost. */
  lost: AbortSignal
  stop(): void
}

/** Renews a claim while somebody thinks. What is no refusal passes by itself: it is tried again. */
export function keepLease(task: ReviewSummary, api: Pick<Api, 'renew' | 'now'>): KeptLease {
  const lost = new AbortController()
  let stopped = false
  let timer: NodeJS.Timeout
  let current = task
  const wait = () => {
    timer = setTimeout(() => void renew(), waitBeforeRenewal(current, api.now()))
  }
  const renew = async () => {
    try {
      current = await api.renew(task.taskId)
    } catch (error) {
      if (error instanceof RefusalError && OVER.has(error.code) && !stopped) return lost.abort(error)
    }
    if (!stopped) wait()
  }
  wait()
  return {
    lost: lost.signal,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
