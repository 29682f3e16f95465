// Time inside an instance follows the clock of the local cloud. Only a moved clock replaces `Date`.
const SystemDate = globalThis.Date

let offsetMs = 0

class ShiftedDate extends SystemDate {
  constructor(...args) {
    if (args.length === 0) super(SystemDate.now() + offsetMs)
    else super(...args)
  }

  static now() {
    return SystemDate.now() + offsetMs
  }
}
Object.defineProperty(ShiftedDate, 'name', { value: 'Date' })

// `Date()` without `new` gives a string, and dates made elsewhere in the realm are dates too.
const CallableDate = new Proxy(ShiftedDate, { apply: () => new ShiftedDate().toString() })
Object.defineProperty(ShiftedDate, Symbol.hasInstance, { value: (value) => value instanceof SystemDate })
Object.defineProperty(SystemDate.prototype, 'constructor', {
  value: SystemDate,
  writable: true,
  configurable: true,
})

/** @param {number} byMs how far the cloud's clock is ahead of the machine's; 0 leaves `Date` as it is */
export function followClock(byMs) {
  offsetMs = byMs
  globalThis.Date = byMs === 0 ? SystemDate : CallableDate
}
