import type { CaptionSource } from '../../schemas/generated/types.ts'

export type CaptionFormat = NonNullable<CaptionSource['format']>

const EXTENSIONS: Record<string, CaptionFormat> = { vtt: 'webvtt', srt: 'srt', ttml: 'ttml' }

/** By the extension of a file name or a key; undefined for what is no caption file. */
export const formatOfName = (fileName: string): CaptionFormat | undefined =>
  EXTENSIONS[/\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '']
