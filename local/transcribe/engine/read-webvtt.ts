// What engines leave is plain WebVTT: cues with times and text. Settings, styles and notes are passed over.
import type { Segment } from './engine.ts'

const TIMING = /^(?:\d+:)?\d{2}:\d{2}[.,]\d{3}\s+-->\s+(?:\d+:)?\d{2}:\d{2}[.,]\d{3}/

/** Of `01:02:03.500` or `02:03.500`. */
const millis = (time: string) =>
  Math.round(time.split(':').reduce((sum, part) => sum * 60 + Number(part.replace(',', '.')), 0) * 1000)

export function readWebVtt(webVtt: string): Segment[] {
  return webVtt.split(/\r?\n\r?\n/).flatMap((block) => {
    const lines = block.split(/\r?\n/)
    const at = lines.findIndex((line) => TIMING.test(line))
    if (at < 0) return []
    const [from = '', , to = ''] = lines[at]!.split(/\s+/)
    const text = lines
      .slice(at + 1)
      .join(' ')
      .replace(/<[^>]*>/g, '')
      .trim()
    const [startMs, endMs] = [millis(from), millis(to)]
    return text !== '' && endMs > startMs ? [{ startMs, endMs, text }] : []
  })
}
