// The transcript as the service writes it, and its subtitles.
import type { Segment, Speech } from './engine/engine.ts'
import type { JobRecord, SubtitleFormat } from './job-record.ts'

const seconds = (ms: number) => (ms / 1000).toFixed(3).replace(/0$/, '')

const two = (value: number) => String(value).padStart(2, '0')

function clock(ms: number, decimal: string): string {
  const whole = Math.floor(ms / 1000)
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return `${parts.map(two).join(':')}${decimal}${String(ms % 1000).padStart(3, '0')}`
}

/** `results.items` only where the engine tells words; segments stand in `audio_segments` always. */
export function transcriptJson(record: JobRecord, { segments }: Speech, accountId: string): string {
  let id = 0
  const items = segments.flatMap(({ words = [] }) =>
    words.map(({ text, startMs, endMs, confidence }) => ({
      id: id++,
      type: 'pronunciation',
      alternatives: [{ confidence: confidence.toFixed(3), content: text }],
      start_time: seconds(startMs),
      end_time: seconds(endMs),
    })),
  )
  let taken = 0
  const audioSegments = segments.map(({ startMs, endMs, text, words = [] }, index) => ({
    id: index,
    transcript: text,
    start_time: seconds(startMs),
    end_time: seconds(endMs),
    items: words.map(() => taken++),
  }))
  const transcripts = [{ transcript: segments.map(({ text }) => text).join(' ') }]
  const language = record.identified === undefined ? {} : { language_code: record.identified }
  return JSON.stringify({
    jobName: record.name,
    accountId,
    status: 'COMPLETED',
    results: { ...language, transcripts, items, audio_segments: audioSegments },
  })
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

export function subtitles(segments: readonly Segment[], format: SubtitleFormat, startIndex: number): string {
  const decimal = format === 'vtt' ? '.' : ','
  const cues = segments.map(
    ({ startMs, endMs, text }, index) =>
      `${index + startIndex}\n${clock(startMs, decimal)} --> ${clock(endMs, decimal)}\n` +
      `${format === 'vtt' ? escaped(text) : text}\n`,
  )
  return (format === 'vtt' ? ['WEBVTT\n', ...cues] : cues).join('\n')
}
