// Which error names a Retry or Catch entry stands for.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

const TIMEOUTS = ['States.Timeout', 'States.HeartbeatTimeout']

/** True when one of `names` stands for `error`; `type` is the state's, for `States.BranchFailed`. */
export function matches(names: string[], error: string, type: string): boolean {
  // A fault of the machine itself: nothing can retry or catch it.
  if (error === 'States.Runtime') return false
  if (names.includes(error)) return true
  if (names.includes('States.Timeout') && error === 'States.HeartbeatTimeout') return true
  if (error === 'States.DataLimitExceeded') return false
  if (names.includes('States.ALL')) return true
  if (names.includes('States.TaskFailed') && !TIMEOUTS.includes(error)) return true
  return names.includes('States.BranchFailed') && type === 'Parallel'
}
