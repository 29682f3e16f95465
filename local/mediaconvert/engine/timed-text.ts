// 3GPP timed text and the WebVTT that is made from it. Styles are left out, as the service does by default.

export interface TimedCue {
  /** From the beginning of the source. */
  startMs: number
  endMs: number
  text: string
}

const UTF8 = new TextDecoder()
const UTF16 = new TextDecoder('utf-16be')

/**
 * The text of one sample: its length in two bytes, then UTF-8, or UTF-16 with a byte order mark. Boxes with styles may
 * follow. Empty for the gap between two cues. Source: 3GPP TS 26.245, clause 5.17.
 */
export function readTimedText(sample: Buffer): string {
  if (sample.length < 2) return ''
  const text = sample.subarray(2, 2 + sample.readUInt16BE(0))
  return text[0] === 0xfe && text[1] === 0xff ? UTF16.decode(text) : UTF8.decode(text)
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Nothing that a reader could take for a tag, a time or the end of the cue. */
function cueText(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/[&<>]/g, (sign) => ESCAPES[sign]!)
    .split(/\r\n|[\n\v\f\r\u2028\u2029]/)
    .filter((line) => line.trim() !== '')
    .join('\n')
}

export function writeWebVtt(cues: TimedCue[]): string {
  const blocks = cues
    .map(({ startMs, endMs, text }) => ({ start: Math.max(0, startMs), end: endMs, text: cueText(text) }))
    .filter(({ start, end, text }) => end > start && text !== '')
    .map(({ start, end, text }) => `${clock(start)} --> ${clock(end)}\n${text}\n`)
  return ['WEBVTT\n', ...blocks].join('\n')
}

function clock(ms: number): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0')
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`
}
