// What the API of Elastic Transcoder answered, version 2012-09-25. All numbers are text there, many of them may be `auto`.

export type Settings = Record<string, unknown>

export interface Preset extends Settings {
  Id?: string
  Name?: string
  Container?: string
  Video?: Settings | null
  Audio?: Settings | null
  Thumbnails?: Settings | null
}

export interface JobOutput extends Settings {
  Key?: string
  PresetId?: string
  SegmentDuration?: string
}

export interface Job extends Settings {
  Id?: string
  Output?: JobOutput | null
  Outputs?: JobOutput[]
  Playlists?: Settings[]
}

export interface Pipeline extends Settings {
  Id?: string
  Name?: string
  InputBucket?: string
}

export interface SourceFiles {
  presets: Preset[]
  pipelines: Pipeline[]
  jobs: Job[]
}

/** What the command has to tell of one setting. */
export interface Remark {
  /** `preset Web 720p: Video.Codec` */
  where: string
  value: string
  says: string
}

export const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined for what is absent, empty or `auto`. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : Number.parseFloat(typeof value === 'string' ? value : '')
  return Number.isFinite(number) ? number : undefined
}

export const nameOf = ({ Name, Id }: { Name?: string; Id?: string }): string => Name ?? Id ?? 'without a name'
