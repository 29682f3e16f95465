import { UsageError } from '../errors.ts'
import { ask, canAsk } from '../prompt.ts'

/** As long as the API takes them. */
const LONGEST_REASON = 2000

/** The reason that was given, or that the person gives when asked. @throws UsageError without one */
export async function requireReason(
  { reason, json }: { reason?: string; json: boolean },
  signal: AbortSignal,
): Promise<string> {
  const mayAsk = reason === undefined && !json && canAsk()
  const text = (mayAsk ? await ask('Reason: ', { signal }) : (reason ?? '')).trim()
  if (text === '') throw new UsageError('Say why, for whoever asks later: --reason TEXT.')
  if (text.length > LONGEST_REASON)
    throw new UsageError(`A reason has ${LONGEST_REASON} characters at most; this one has ${text.length}.`)
  return text
}
