// A job as it is stored.
export type SubtitleFormat = 'vtt' | 'srt'

export interface JobRequest {
  name: string
  media: { bucket: string; key: string }
  mediaUri: string
  mediaFormat?: string
  /** As the service names it, for instance `ko-KR`; without it the engine finds out. */
  languageCode?: string
  languageOptions: string[]
  output: { bucket: string; transcriptKey: string }
  subtitles?: { formats: SubtitleFormat[]; startIndex: number }
  tags: { Key: string; Value: string }[]
}

export interface JobRecord extends JobRequest {
  status: 'IN_PROGRESS' | 'FAILED' | 'COMPLETED'
  failureReason?: string
  /** The caller's role; undefined for the developer. */
  roleArn?: string
  createdAtMs: number
  endedAtMs?: number
  /** Of a job that asked for it. */
  identified?: string
  /** The event of its end was decided, and may still have to be sent after a crash. */
  owesEvent?: boolean
}

const withoutExtension = (key: string) => key.replace(/\.[^./]+$/, '')

/** Beside the transcript, under its name. */
export const subtitleKey = ({ output }: JobRequest, format: SubtitleFormat) =>
  `${withoutExtension(output.transcriptKey)}.${format}`
