// Jobs in the shapes of the API. Times are seconds since 1970.
import { subtitleKey } from './job-record.ts'
import type { JobRecord } from './job-record.ts'

const uriOf = (region: string, { output }: JobRecord, key: string) =>
  `https://s3.${region}.amazonaws.com/${output.bucket}/${key}`

const common = (record: JobRecord) => ({
  TranscriptionJobName: record.name,
  TranscriptionJobStatus: record.status,
  LanguageCode: record.languageCode ?? record.identified,
  ...(record.languageCode === undefined && { IdentifyLanguage: true }),
  CreationTime: record.createdAtMs / 1000,
  StartTime: record.createdAtMs / 1000,
  ...(record.endedAtMs !== undefined && { CompletionTime: record.endedAtMs / 1000 }),
  ...(record.failureReason !== undefined && { FailureReason: record.failureReason }),
})

export function jobAnswer(record: JobRecord, region: string) {
  const { subtitles } = record
  const isDone = record.status === 'COMPLETED'
  const transcript = isDone ? { TranscriptFileUri: uriOf(region, record, record.output.transcriptKey) } : {}
  return {
    ...common(record),
    Media: { MediaFileUri: record.mediaUri },
    ...(record.mediaFormat !== undefined && { MediaFormat: record.mediaFormat }),
    ...(record.languageOptions.length > 0 && { LanguageOptions: record.languageOptions }),
    Transcript: transcript,
    Settings: { ChannelIdentification: false, ShowAlternatives: false },
    ...(subtitles && {
      Subtitles: {
        Formats: subtitles.formats,
        OutputStartIndex: subtitles.startIndex,
        SubtitleFileUris: isDone
          ? subtitles.formats.map((format) => uriOf(region, record, subtitleKey(record, format)))
          : [],
      },
    }),
    ...(record.tags.length > 0 && { Tags: record.tags }),
  }
}

export const jobSummary = (record: JobRecord) => ({
  ...common(record),
  OutputLocationType: 'CUSTOMER_BUCKET',
})
