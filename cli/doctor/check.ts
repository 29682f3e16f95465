/** One thing that Reelgate needs, and whether it is there. */
export interface Check {
  name: string
  /** `warning`: works, with a limit that `detail` or `todo` names. */
  state: 'ok' | 'warning' | 'missing'
  detail: string
  /** What to do about it. */
  todo?: string
}
