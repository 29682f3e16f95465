// What a speech engine is to the jobs.

export interface Word {
  text: string
  startMs: number
  endMs: number
  /** 0 to 1. */
  confidence: number
}

export interface Segment {
  startMs: number
  endMs: number
  text: string
  /** Only where the engine tells single words. */
  words?: Word[]
}

export interface Speech {
  segments: Segment[]
  /** ISO 639-1, where the engine found it out. */
  language?: string
}

export interface Recording {
  /** A WAV file, 16 kHz, one channel. */
  path: string
  /** ISO 639-1; undefined asks the engine to find out. */
  language?: string
  /** A folder of the job's own, for what the engine writes. */
  folder: string
}

export interface Engine {
  transcribe(recording: Recording, signal: AbortSignal): Promise<Speech>
}

/** The engine cannot do this recording, and would not the next time either. The message is for the job's owner. */
export class CannotTranscribeError extends Error {
  override readonly name = 'CannotTranscribeError'
}
