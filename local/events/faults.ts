// Faults on purpose: what a bus that promises "at least once" and no order may do to its readers.
import { compilePattern } from './pattern/parse-pattern.ts'
import type { BusEvent } from './event.ts'

export interface EventFault {
  /** `reorder` holds an event back until the next one on its bus was delivered. */
  kind: 'duplicate' | 'delay' | 'drop' | 'reorder'
  /** An event pattern; every event when absent. */
  match?: Record<string, unknown>
  /** How many events it hits, 1 when absent. */
  times?: number
  /** For `delay` and `duplicate`, and the longest a `reorder` waits for a next event. */
  delayMs?: number
}

export function createFaults() {
  let active: { fault: EventFault; matches: (event: unknown) => boolean; left: number }[] = []
  return {
    /** @throws InvalidEventPatternException */
    add(fault: EventFault) {
      const matches = fault.match ? compilePattern(JSON.stringify(fault.match)) : () => true
      active.push({ fault, matches, left: fault.times ?? 1 })
    },
    clear() {
      active = []
    },
    /** The fault that hits this event, if any; it is used up by one. */
    take(event: BusEvent): EventFault | undefined {
      const hit = active.find((one) => one.left > 0 && one.matches(event))
      if (hit) hit.left--
      active = active.filter((one) => one.left > 0)
      return hit?.fault
    },
  }
}
