// What pipelines and jobs set: nothing of it belongs into a profile, and most has a place elsewhere.
import { isSettings, nameOf, type Job, type Pipeline, type Remark, type Settings } from './source-shapes.ts'

const PIPELINE: Record<string, string> = {
  InputBucket: 'Films are uploaded to the ingest bucket of the stage; `aws s3 sync` brings old ones there.',
  OutputBucket: 'Streams lie in the media bucket of the stage, and are played by signed cookies.',
  Role: 'The template makes the role of MediaConvert.',
  AwsKmsKeyArn: 'The template makes the key of both buckets.',
  Notifications:
    'The events asset.* go out on the event bus, to an SNS topic and to webhooks (docs/webhooks.md).',
  ContentConfig:
    'Nobody reads the media bucket but the distribution: permissions and storage classes of outputs fall away.',
  ThumbnailConfig: 'Thumbnails lie beside the streams, under the same rules.',
}

const JOB: Record<string, string> = {
  Input: 'Rotation, aspect, interlacing and frame rate are read from the file itself.',
  Inputs: 'Several sources are not joined to one film: join them before the upload.',
  OutputKeyPrefix: 'Outputs lie under assets/<assetId>/r<revision>/, with names of our own.',
  UserMetadata: 'Give it as metadata in the job file.',
  PlayReadyDrm: 'A key server that speaks SPEKE takes its place: `drm` in the profile (docs/delivery.md).',
}

const OUTPUT: Record<string, string> = {
  Key: 'Outputs have names of our own.',
  ThumbnailPattern: 'Thumbnails have names of our own, and an index for scrubbers.',
  Rotate: 'A film stands as its file says.',
  Watermarks: 'No pictures are laid over films: put them in before the upload.',
  AlbumArt: 'No cover is put into files.',
  Composition: 'Films are not cut: cut them before the upload.',
  Captions: 'Put caption files beside the film; tracks inside it are read by themselves (docs/captions.md).',
  Encryption: 'Buckets are encrypted, single files are not.',
}

const PLAYLIST: Record<string, string> = {
  Name: 'Both manifests have names of our own.',
  HlsContentProtection:
    'A key server that speaks SPEKE takes its place: `drm` in the profile (docs/delivery.md).',
  PlayReadyDrm: 'A key server that speaks SPEKE takes its place: `drm` in the profile (docs/delivery.md).',
}

const STREAM_FORMATS = ['HLSv3', 'HLSv4', 'MPEG-DASH']

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isSettings(value) && Object.values(value).every(isEmpty))

const shorten = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** Members of answers that say nothing about what is made. */
const ANSWERED = ['Id', 'Arn', 'Name', 'Status', 'StatusDetail', 'PipelineId', 'Timing', 'Duration', 'Width']

interface Table {
  says: Record<string, string>
  /** Read elsewhere, or of no consequence. */
  skip: string[]
}

const remark = (where: string, settings: Settings, { says, skip }: Table): Remark[] =>
  Object.entries(settings)
    .filter(([name, value]) => !isEmpty(value) && !skip.includes(name))
    .map(([name, value]) => ({
      where: `${where}: ${name}`,
      value: shorten(value),
      says: says[name] ?? 'This setting is not known here.',
    }))

export const remarkOnPipeline = (pipeline: Pipeline): Remark[] =>
  remark(`pipeline ${nameOf(pipeline)}`, pipeline, { says: PIPELINE, skip: ANSWERED })

const OUTPUT_ANSWERS = ['DurationMillis', 'Height', 'FrameRate', 'FileSize', 'AppliedColorSpaceConversion']

function remarkOnPlaylist(where: string, playlist: Settings): Remark[] {
  const { Format } = playlist
  const odd = typeof Format === 'string' && !STREAM_FORMATS.includes(Format)
  const answered = ANSWERED.filter((name) => name !== 'Name')
  return [
    ...(odd
      ? [{ where: `${where}: Format`, value: Format, says: 'HLS and DASH are made, nothing else.' }]
      : []),
    ...remark(where, playlist, { says: PLAYLIST, skip: ['Format', 'OutputKeys', ...answered] }),
  ]
}

export const outputsOf = ({ Output, Outputs = [] }: Job) => [...(Output ? [Output] : []), ...Outputs]

export function remarkOnJob(job: Job): Remark[] {
  const where = `job ${job.Id ?? 'without an id'}`
  const skip = [...ANSWERED, 'Output', 'Outputs', 'Playlists']
  return [
    ...remark(where, job, { says: JOB, skip }),
    ...outputsOf(job).flatMap((output, index) =>
      remark(`${where}, output ${index + 1}`, output, {
        says: OUTPUT,
        skip: ['PresetId', 'SegmentDuration', ...ANSWERED, ...OUTPUT_ANSWERS],
      }),
    ),
    ...(job.Playlists ?? []).flatMap((playlist) => remarkOnPlaylist(`${where}, playlist`, playlist)),
  ]
}
