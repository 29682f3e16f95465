// A validator that had no part in writing it says what is wrong with a WebVTT file.
import { WebVTTParser } from 'webvtt-parser'

export interface JudgedCue {
  startMs: number
  endMs: number
  text: string
}

/** Throws the validator's complaints; answers what it read. */
export function judgeWebVtt(text: string): JudgedCue[] {
  const { cues, errors } = new WebVTTParser().parse(text)
  if (errors.length > 0) {
    throw new Error(errors.map(({ line, message }) => `line ${line}: ${message}`).join('\n'))
  }
  return cues.map((cue) => ({
    startMs: Math.round(cue.startTime * 1000),
    endMs: Math.round(cue.endTime * 1000),
    text: cue.text,
  }))
}
