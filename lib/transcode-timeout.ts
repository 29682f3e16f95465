// How long the state "Transcode" waits before it gives up and the job is cancelled.

const MINUTE = 60
const HOUR = 60 * MINUTE

/** In a burst jobs wait their turn: an on-demand queue runs a limited number at once and keeps the rest submitted. */
const QUEUE_ALLOWANCE_SECONDS = 12 * HOUR

/** Reading the source, packaging and writing, however short the film. */
const FIXED_WORK_SECONDS = 10 * MINUTE

/**
 * Seconds of work for a second of film: reading it once, and making one rung of it. Generous on purpose: a single-pass
 * rung at 1080p takes about a fifth of its duration even on two cores, AV1 and 2160p several times that.
 */
const READING_FACTOR = 1
const RUNG_FACTOR = 1.5

/** The limit of the whole workflow has room for it (statemachines/media-workflow.asl.yml). */
const LONGEST_SECONDS = 7 * 24 * HOUR

/** A job may wait in the queue and then work in proportion to its film and rungs; never longer than seven days. */
export function planTranscodeTimeoutSeconds(durationMs: number, rungs: number): number {
  const work = FIXED_WORK_SECONDS + (durationMs / 1000) * (READING_FACTOR + RUNG_FACTOR * rungs)
  return Math.min(LONGEST_SECONDS, Math.ceil(QUEUE_ALLOWANCE_SECONDS + work))
}
