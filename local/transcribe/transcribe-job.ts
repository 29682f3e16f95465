// One job from its media to its transcript.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CloudContext } from '../runtime/context.ts'
import { extractAudio } from './audio.ts'
import { isRefusal } from '../runtime/caller-s3.ts'
import { openBucket } from './bucket.ts'
import { chooseEngine } from './engine/choose-engine.ts'
import { CannotTranscribeError } from './engine/engine.ts'
import type { Speech } from './engine/engine.ts'
import { subtitleKey } from './job-record.ts'
import type { JobRecord } from './job-record.ts'
import { engineLanguage, serviceLanguage } from './languages.ts'
import { subtitles, transcriptJson } from './write-transcript.ts'

export const WITHOUT_ENGINE =
  'The local cloud has no speech engine. Set REELGATE_TRANSCRIBE_ENGINE to the command line of one, or install ' +
  'PocketSphinx; see local/transcribe/SUPPORT.md.'

const CONTENT_TYPES = { vtt: 'text/vtt', srt: 'application/x-subrip' }

interface Place {
  context: CloudContext
  workFolder: string
}

/**
 * Writes the transcript and its subtitles, and notes in the record what was found.
 * @throws CannotTranscribeError, whose message is the job's FailureReason
 */
export async function transcribeJob(
  record: JobRecord,
  { context, workFolder }: Place,
  signal: AbortSignal,
): Promise<void> {
  const engine = chooseEngine(process.env)
  if (!engine) throw new CannotTranscribeError(WITHOUT_ENGINE)
  mkdirSync(workFolder, { recursive: true })
  // Not by the job's name, which may be two dots.
  const folder = mkdtempSync(join(workFolder, 'job-'))
  const bucket = openBucket(context, record.roleArn)
  try {
    const media = join(folder, 'media')
    const path = join(folder, 'audio.wav')
    await bucket.save(record.media, media, signal)
    await extractAudio(media, path, signal)
    const language = record.languageCode && engineLanguage(record.languageCode)
    const speech = await engine.transcribe({ path, folder, ...(language && { language }) }, signal)
    if (!record.languageCode) record.identified = identified(speech, record)
    await writeOutputs(record, speech, { bucket, accountId: context.accountId })
  } catch (error) {
    if (isRefusal(error))
      throw new CannotTranscribeError(`S3 refused: ${(error as Error).message}`, { cause: error })
    throw error
  } finally {
    bucket.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function identified({ language }: Speech, { languageOptions }: JobRecord): string {
  const code = language && serviceLanguage(language, languageOptions)
  if (code) return code
  throw new CannotTranscribeError(
    'The speech engine did not say which language it heard. Give a LanguageCode.',
  )
}

async function writeOutputs(
  record: JobRecord,
  speech: Speech,
  { bucket, accountId }: { bucket: ReturnType<typeof openBucket>; accountId: string },
): Promise<void> {
  const { output, subtitles: wanted } = record
  for (const format of wanted?.formats ?? []) {
    const place = { bucket: output.bucket, key: subtitleKey(record, format) }
    await bucket.write(
      place,
      subtitles(speech.segments, format, wanted?.startIndex ?? 0),
      CONTENT_TYPES[format],
    )
  }
  const place = { bucket: output.bucket, key: output.transcriptKey }
  await bucket.write(place, transcriptJson(record, speech, accountId), 'application/json')
}
