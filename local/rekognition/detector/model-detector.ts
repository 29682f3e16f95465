// The detector that is there by default: an open model looks at one picture of every second.
import type { CloudContext } from '../../runtime/context.ts'
import type { Detection, DetectionJob, Detector, Outcome, VideoMetadata } from '../detection.ts'
import { labelsOf, UNSEEN_CATEGORIES } from '../engine/scores.ts'
import { isRefusal } from '../../runtime/caller-s3.ts'
import { NO_ACCESS, openFilms } from '../films.ts'
import type { Films } from '../films.ts'
import { probeFilm } from '../probe-film.ts'
import { createEngine, EngineEndedError, UndecodableError } from './engine-process.ts'
import type { Engine } from './engine-process.ts'

const LONGEST_FILM_MS = 6 * 3600 * 1000
/** The sound may outlast the picture, and a length in the header be rounded; more than this is a film cut short. */
const MISSING_END_MS = 1000
const SECOND_MS = 1000

/** What the API can carry of it: clients show the message, and read it only for jobs that failed. */
const SEES =
  'Local detector: nsfwjs 4.3.0 MobileNetV2Mid, one picture a second. It looks for nudity only ' +
  `(Explicit Nudity, Non-Explicit Nudity). Not looked for: ${UNSEEN_CATEGORIES.join(', ')}.`

export function createModelDetector(context: CloudContext, engine: Engine = createEngine()): Detector {
  return {
    jobsAtOnce: 1,
    async detect(job, signal) {
      const films = openFilms(context, job.roleArn)
      try {
        return await look(job, { films, engine, log: context.log }, signal)
      } finally {
        films.close()
      }
    },
    close: () => engine.close(),
  }
}

interface Tools {
  films: Films
  engine: Engine
  log: CloudContext['log']
}

const failed = (statusMessage: string): Outcome => ({ status: 'FAILED', told: 'FAILED', statusMessage })

async function look(job: DetectionJob, { films, engine, log }: Tools, signal: AbortSignal): Promise<Outcome> {
  try {
    await films.measure(job)
  } catch (error) {
    if (isRefusal(error)) return failed(NO_ACCESS)
    throw error
  }
  const url = await films.address(job)
  const video = await probeFilm(url, signal)
  if (!video) return failed('Unsupported codec/format.')
  if (video.DurationMillis > LONGEST_FILM_MS)
    return failed('The video is longer than the maximum of 6 hours.')
  try {
    return await watch({ url, video }, engine, signal)
  } catch (error) {
    if (error instanceof UndecodableError) return failed(`The video could not be decoded: ${error.message}`)
    if (!(error instanceof EngineEndedError)) throw error
    // A process that was killed from outside says nothing about the film; one that dies of it would die again.
    log(`Rekognition looks at a film again. ${error.message}`)
    return await watch({ url, video }, engine, signal)
  }
}

async function watch(
  { url, video }: { url: string; video: VideoMetadata },
  engine: Engine,
  signal: AbortSignal,
): Promise<Outcome> {
  const detections: Detection[] = []
  const lastFrameMs = Math.max(0, Math.floor(video.DurationMillis - SECOND_MS / (video.FrameRate ?? 1)))
  const pictures = await engine.classify(
    url,
    ({ second, scores }) => detections.push(...labelsOf(scores, Math.min(second * SECOND_MS, lastFrameMs))),
    signal,
  )
  // What was not seen must not pass as clean.
  if (pictures * SECOND_MS < video.DurationMillis - MISSING_END_MS) {
    return failed(
      `The video ends after ${pictures} of ${Math.ceil(video.DurationMillis / SECOND_MS)} seconds.`,
    )
  }
  return { status: 'SUCCEEDED', statusMessage: SEES, video, detections }
}
