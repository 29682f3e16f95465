// How far an upload is, how fast it goes and how long it will take.
import { bytes, duration } from '../show/measures.ts'

export interface Meter {
  add(sizeBytes: number): void
  percent(): number
  /** A bar, the speed, and the time that is left. */
  text(): string
}

const WINDOW_MS = 10_000
const BAR_WIDTH = 20

const bar = (share: number) => {
  const full = Math.round(share * BAR_WIDTH)
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full)
}

/** The speed is that of the last ten seconds: an upload that is resumed, or slows down, tells the truth at once. */
export function createMeter(
  totalBytes: number,
  sentBytes: number,
  now: () => number = () => performance.now(),
): Meter {
  let sent = sentBytes
  const samples = [{ atMs: now(), sent }]
  const bytesPerSecond = () => {
    const [first] = samples
    const elapsedMs = now() - (first?.atMs ?? 0)
    return elapsedMs > 0 ? Math.max(0, ((sent - (first?.sent ?? 0)) * 1000) / elapsedMs) : 0
  }
  const share = () => Math.min(1, Math.max(0, sent / totalBytes))
  return {
    add(sizeBytes) {
      sent += sizeBytes
      const atMs = now()
      samples.push({ atMs, sent })
      while (samples.length > 2 && (samples[1]?.atMs ?? atMs) < atMs - WINDOW_MS) samples.shift()
    },
    percent: () => Math.floor(share() * 100),
    text() {
      const rate = bytesPerSecond()
      if (rate === 0) return bar(share())
      const leftMs = ((totalBytes - sent) / rate) * 1000
      return `${bar(share())} ${bytes(Math.round(rate))}/s, ${duration(Math.max(0, leftMs))} left`
    },
  }
}
