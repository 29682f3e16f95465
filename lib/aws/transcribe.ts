import {
  GetTranscriptionJobCommand,
  StartTranscriptionJobCommand,
  TranscribeClient,
  type LanguageCode,
} from '@aws-sdk/client-transcribe'
import { ConflictError } from '../errors.ts'
import type { ObjectId } from './s3.ts'
import { calling } from './translate.ts'

const client = new TranscribeClient({})

export interface TranscriptionOrder {
  /** Unique in the account: at most 200 letters, digits, `.`, `_` and `-`. */
  jobName: string
  source: ObjectId
  /** Where transcript and captions are written, as `<prefix><jobName>.json` and `.vtt`. Ends with a slash. */
  output: { bucket: string; prefix: string }
  /** None: the service finds out. One: it is told. More: it chooses among them. */
  languages: string[]
  vocabulary?: string | undefined
}

function languageChoice({ languages, vocabulary }: TranscriptionOrder) {
  if (languages.length === 1) {
    return {
      LanguageCode: languages[0] as LanguageCode,
      ...(vocabulary !== undefined && { Settings: { VocabularyName: vocabulary } }),
    }
  }
  return {
    IdentifyLanguage: true,
    ...(languages.length > 1 && { LanguageOptions: languages as LanguageCode[] }),
  }
}

/**
 * The caller's permissions read the source and write the output.
 * @returns `exists` when the request was sent before: names are used once
 */
export async function startTranscription(order: TranscriptionOrder): Promise<'started' | 'exists'> {
  const { jobName, source, output } = order
  const command = new StartTranscriptionJobCommand({
    TranscriptionJobName: jobName,
    Media: { MediaFileUri: `s3://${source.bucket}/${source.key}` },
    OutputBucketName: output.bucket,
    OutputKey: output.prefix,
    Subtitles: { Formats: ['vtt'], OutputStartIndex: 1 },
    ...languageChoice(order),
  })
  try {
    await calling('starting a transcription', () => client.send(command))
    return 'started'
  } catch (error) {
    if (error instanceof ConflictError) return 'exists'
    throw error
  }
}

export interface TranscriptionJob {
  status: 'QUEUED' | 'IN_PROGRESS' | 'FAILED' | 'COMPLETED'
  /** As the service names it, for instance `ko-KR`. */
  language?: string
  failureReason?: string
}

/** @throws InvalidInputError for a job that does not exist: the service calls that a bad request */
export async function readTranscription(jobName: string): Promise<TranscriptionJob> {
  const { TranscriptionJob: job = {} } = await calling('reading a transcription', () =>
    client.send(new GetTranscriptionJobCommand({ TranscriptionJobName: jobName })),
  )
  return {
    status: job.TranscriptionJobStatus ?? 'IN_PROGRESS',
    ...(job.LanguageCode !== undefined && { language: job.LanguageCode }),
    ...(job.FailureReason !== undefined && { failureReason: job.FailureReason }),
  }
}
