// The line of a cue that says when it is shown, in WebVTT and SubRip.

export interface Timing {
  startMs: number
  endMs: number
  /** What stands behind the times. */
  rest: string
}

const TIME = String.raw`(-?)(?:(\d{1,5}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?`
const TIMING = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s+(.*))?$`)

/** Hours only where there are five parts; without them minutes count on beyond 59, as some programs write. */
function toMs([sign, hours, minutes, seconds, fraction]: (string | undefined)[]): number | undefined {
  if (Number(seconds) > 59 || (hours !== undefined && Number(minutes) > 59)) return undefined
  const whole = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)
  const ms = whole * 1000 + Number((fraction ?? '').padEnd(3, '0'))
  return sign === '-' ? -ms : ms
}

/** Milliseconds of both times, below zero where they are written so; undefined for what cannot be read. */
export function readTiming(line: string): Timing | undefined {
  const match = TIMING.exec(line)
  if (match === null) return undefined
  const startMs = toMs(match.slice(1, 6))
  const endMs = toMs(match.slice(6, 11))
  return startMs === undefined || endMs === undefined
    ? undefined
    : { startMs, endMs, rest: match[11]?.trim() ?? '' }
}

/** Whether a line with an arrow is meant to say times, rather than being spoken. */
export const looksLikeTiming = (line: string): boolean => /^[\s\d:.,-]*-->|-->\s*-?\d+:\d/.test(line)

const PERCENT = String.raw`(?:100(?:\.0+)?|\d{1,2}(?:\.\d{1,6})?)%`
const SETTINGS: Record<string, RegExp> = {
  vertical: /^(?:rl|lr)$/,
  line: new RegExp(String.raw`^(?:-?\d{1,3}|${PERCENT})(?:,(?:start|center|end))?$`),
  position: new RegExp(String.raw`^${PERCENT}(?:,(?:line-left|center|line-right))?$`),
  size: new RegExp(`^${PERCENT}$`),
  align: /^(?:start|center|end|left|right)$/,
}

/** Keeps the settings that WebVTT knows, each once; regions are gone with their definitions. */
export function cleanSettings(text: string): string | undefined {
  const kept = new Map<string, string>()
  for (const setting of text.split(/\s+/)) {
    const colon = setting.indexOf(':')
    const [name, value] = [setting.slice(0, Math.max(0, colon)), setting.slice(colon + 1)]
    if (Object.hasOwn(SETTINGS, name) && SETTINGS[name]!.test(value)) kept.set(name, value)
  }
  return kept.size === 0 ? undefined : [...kept].map((pair) => pair.join(':')).join(' ')
}
