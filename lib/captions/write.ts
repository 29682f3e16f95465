// Cues as clean WebVTT. Source: www.w3.org/TR/webvtt1, section 4.
import type { Cue } from '../../schemas/generated/types.ts'
import { escapeCueText, tidyLines } from './cue-text.ts'

const pad = (value: number, digits: number) => String(value).padStart(digits, '0')

/** `hh:mm:ss.mmm`; hours have as many digits as they need. */
export function formatTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds % 60, 2)}.${pad(ms % 1000, 3)}`
}

export function writeCue({ startMs, endMs, text, markup, settings, id }: Cue): string {
  const times = `${formatTime(startMs)} --> ${formatTime(endMs)}`
  const lines = [id ?? [], settings === undefined ? times : `${times} ${settings}`]
  return [...lines.flat(), tidyLines(markup ?? escapeCueText(text)), ''].join('\n')
}

/** The whole track as one file. */
export const writeWebVtt = (cues: Cue[]): string => ['WEBVTT\n', ...cues.map(writeCue)].join('\n')
