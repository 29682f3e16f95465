/** How an endpoint answered: with a status, or not at all and why. */
export type Answer = { status: number } | { problem: string }

export type Reception =
  | { kind: 'delivered' }
  /** It has said itself that it does not exist any more. */
  | { kind: 'gone'; reason: string }
  | { kind: 'failed'; reason: string }

const GONE = 410

/** Only 200 to 299 is a yes. A redirect is none: it would lead to an address that nobody has checked. */
export function judgeAnswer(answer: Answer): Reception {
  if ('problem' in answer) return { kind: 'failed', reason: answer.problem }
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === GONE) return { kind: 'gone', reason: 'It answered 410: gone.' }
  const isRedirect = status >= 300 && status < 400
  return {
    kind: 'failed',
    reason: isRedirect
      ? `It answered ${status}, a redirect; these are not followed.`
      : `It answered ${status}.`,
  }
}
