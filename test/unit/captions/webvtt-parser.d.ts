declare module 'webvtt-parser' {
  interface ParsedCue {
    /** Seconds. */
    startTime: number
    endTime: number
    text: string
  }
  export class WebVTTParser {
    parse(text: string): { cues: ParsedCue[]; errors: { message: string; line: number }[] }
  }
}
