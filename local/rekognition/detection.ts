// What a detector says about a film, before the API arranges it.

/** One label seen at one moment. */
export interface Detection {
  /** From the beginning of the film. */
  atMs: number
  /** A name of the taxonomy; its parents are detections of their own. */
  name: string
  /** Percent, 0 to 100. */
  confidence: number
}

/** The API's `VideoMetadata`. */
export interface VideoMetadata {
  Codec?: string
  Format?: string
  DurationMillis: number
  FrameRate?: number
  FrameWidth?: number
  FrameHeight?: number
  ColorRange?: 'LIMITED' | 'FULL'
}

/** What became of one job. That a film cannot be read is an outcome too. */
export type Outcome = (
  | { status: 'SUCCEEDED'; video: VideoMetadata; detections: Detection[] }
  /** `told` is the status in the notice, where the service knows one more than the API. */
  | { status: 'FAILED'; told: 'FAILED' | 'ERROR' }
) & {
  statusMessage: string
  /** By the clock of the cloud, in ms: the job may not end before. */
  notBeforeMs?: number
  /** True when the notice gets lost, as a script may ask. */
  withoutNotice?: boolean
}

export interface DetectionJob {
  bucket: string
  key: string
  version?: string
  /** The caller's role, in whose name the film is read; undefined for the developer. */
  roleArn?: string
  createdAtMs: number
}

export interface Detector {
  /** How many jobs it works on at the same time. */
  jobsAtOnce: number
  /** Rejects when `signal` is aborted, and for faults of its own; what is wrong with the film is an outcome. */
  detect(job: DetectionJob, signal: AbortSignal): Promise<Outcome>
  close(): Promise<void>
}
