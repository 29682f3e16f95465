// StartTranscriptionJob's input, checked and made a request of. What changes the outcome and is not done is refused.
import { notSupported } from '../runtime/aws-error.ts'
import { badRequest, violation } from './errors.ts'
import type { JobRequest, SubtitleFormat } from './job-record.ts'
import { LANGUAGE_CODES } from './languages.ts'

type Input = Record<string, unknown>

const NAME = /^[0-9a-zA-Z._-]{1,200}$/
const BUCKET = /^[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]$/
const OUTPUT_KEY = /^[a-zA-Z0-9\-_.!*'()/]{1,1024}$/
const FORMATS = ['mp3', 'mp4', 'wav', 'flac', 'ogg', 'amr', 'webm', 'm4a']
const SUBTITLES = ['vtt', 'srt']

const NOT_DONE = [
  'ModelSettings',
  'ContentRedaction',
  'ToxicityDetection',
  'LanguageIdSettings',
  'OutputEncryptionKMSKeyId',
  'KMSEncryptionContext',
  'JobExecutionSettings',
]

const isThere = (value: unknown) => value !== undefined && value !== null

export function readName(input: Input): string {
  const name = input['TranscriptionJobName']
  if (typeof name === 'string' && NAME.test(name)) return name
  throw violation(name, 'transcriptionJobName', 'satisfy regular expression pattern: ^[0-9a-zA-Z._-]+')
}

/** @throws BadRequestException for what the service refuses, LocalCloudNotSupported for what only this one does */
export function readRequest(input: Input): JobRequest {
  const name = readName(input)
  refuseUndone(input)
  const mediaUri = (input['Media'] as Input | undefined)?.['MediaFileUri']
  const subtitles = readSubtitles(input['Subtitles'] as Input | undefined)
  const mediaFormat = readChoice(input['MediaFormat'], 'mediaFormat', FORMATS)
  return {
    name,
    media: readPlace(mediaUri),
    mediaUri: String(mediaUri),
    ...readLanguages(input),
    output: readOutput(input, name),
    ...(mediaFormat !== undefined && { mediaFormat }),
    ...(subtitles && { subtitles }),
    tags: (input['Tags'] as JobRequest['tags'] | undefined) ?? [],
  }
}

function refuseUndone(input: Input): void {
  const undone = NOT_DONE.find((member) => isThere(input[member]))
  if (undone !== undefined) throw notSupported('transcribe', undone)
  if (input['IdentifyMultipleLanguages'] === true)
    throw notSupported('transcribe', 'IdentifyMultipleLanguages')
  const setting = Object.entries((input['Settings'] as Input | undefined) ?? {}).find(
    ([, value]) => isThere(value) && value !== false,
  )
  if (setting) throw notSupported('transcribe', `Settings.${setting[0]}`)
}

/** `s3://bucket/key`, or the URL of an object. */
function readPlace(uri: unknown): JobRequest['media'] {
  if (typeof uri !== 'string') throw violation(uri, 'media.mediaFileUri', 'not be null')
  const [, bucket, key] =
    /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ??
    /^https:\/\/s3[.-][a-z0-9-]+\.amazonaws\.com\/([^/]+)\/(.+)$/.exec(uri) ??
    []
  if (bucket !== undefined && key !== undefined) return { bucket, key }
  throw badRequest("The media file URI isn't valid. Use an S3 URI, for instance s3://bucket/key.")
}

function readLanguages(input: Input): Pick<JobRequest, 'languageCode' | 'languageOptions'> {
  const code = readChoice(input['LanguageCode'], 'languageCode', LANGUAGE_CODES)
  const identifies = input['IdentifyLanguage'] === true
  if ((code !== undefined) === identifies) {
    throw badRequest('Either LanguageCode or IdentifyLanguage has to be given, and not both.')
  }
  const options = ((input['LanguageOptions'] as unknown[] | undefined) ?? []).map((option) =>
    readChoice(option, 'languageOptions', LANGUAGE_CODES)!,
  )
  if (options.length === 1) throw badRequest('LanguageOptions needs at least two languages.')
  if (options.length > 0 && !identifies) throw badRequest('LanguageOptions needs IdentifyLanguage.')
  return { ...(code !== undefined && { languageCode: code }), languageOptions: options }
}

/** A key that ends with a slash is a folder; the file is then named like the job. */
function readOutput(input: Input, name: string): JobRequest['output'] {
  const bucket = input['OutputBucketName']
  if (!isThere(bucket)) throw notSupported('transcribe', 'a transcript without OutputBucketName')
  if (typeof bucket !== 'string' || !BUCKET.test(bucket)) {
    throw violation(bucket, 'outputBucketName', `satisfy regular expression pattern: ${BUCKET.source}`)
  }
  const key = input['OutputKey']
  if (!isThere(key)) return { bucket, transcriptKey: `${name}.json` }
  if (typeof key !== 'string' || !OUTPUT_KEY.test(key)) {
    throw violation(key, 'outputKey', `satisfy regular expression pattern: ${OUTPUT_KEY.source}`)
  }
  return { bucket, transcriptKey: key.endsWith('/') ? `${key}${name}.json` : key }
}

function readSubtitles(subtitles: Input | undefined): JobRequest['subtitles'] {
  if (!isThere(subtitles)) return undefined
  const formats = ((subtitles['Formats'] as unknown[] | undefined) ?? []).map(
    (format) => readChoice(format, 'subtitles.formats', SUBTITLES) as SubtitleFormat,
  )
  const startIndex = subtitles['OutputStartIndex'] ?? 0
  if (startIndex !== 0 && startIndex !== 1) {
    throw violation(startIndex, 'subtitles.outputStartIndex', 'have value less than or equal to 1')
  }
  return { formats, startIndex }
}

function readChoice(value: unknown, place: string, choices: readonly string[]): string | undefined {
  if (!isThere(value)) return undefined
  if (typeof value === 'string' && choices.includes(value)) return value
  throw violation(value, place, `satisfy enum value set: [${choices.join(', ')}]`)
}
