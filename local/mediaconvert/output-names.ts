// Where outputs go: the service joins destination, name modifier and extension without anything between them.
import type { OutputGroupDocument, OutputSettings } from './settings.ts'

export interface S3Location {
  bucket: string
  key: string
}

export interface OutputName {
  /** The key without extension: `<destination><modifier>`. */
  stem: string
  /** The last part of `stem`, as manifests beside it refer to it. */
  base: string
  bucket: string
  /** The `s3://` path that identifies the output: its media file, its playlist, or its first image. */
  path: string
}

export function parseS3Url(url: string): S3Location {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(url)
  if (!match) throw new Error(`not an S3 URL: ${url}`)
  return { bucket: match[1]!, key: match[2]! }
}

/** Bucket and key stem of a group. A destination that ends in `/` takes the input's file name. */
export function groupDestination(group: OutputGroupDocument, fileInput: string): S3Location {
  const settings = group.outputGroupSettings
  const destination =
    (settings?.cmafGroupSettings ?? settings?.fileGroupSettings)?.destination ?? 's3://unknown/'
  const { bucket, key } = parseS3Url(destination)
  if (key !== '' && !key.endsWith('/')) return { bucket, key }
  const inputName = fileInput.slice(fileInput.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
  return { bucket, key: key + inputName }
}

export function planOutputNames(group: OutputGroupDocument, fileInput: string): OutputName[] {
  const { bucket, key } = groupDestination(group, fileInput)
  return (group.outputs ?? []).map((output) => {
    const stem = key + (output.nameModifier ?? '')
    return {
      stem,
      base: stem.slice(stem.lastIndexOf('/') + 1),
      bucket,
      path: `s3://${bucket}/${stem}${outputSuffix(output)}`,
    }
  })
}

function outputSuffix(output: OutputSettings): string {
  switch (output.containerSettings?.container) {
    case 'CMFC':
      return '.m3u8'
    case 'RAW':
      return output.captionDescriptions?.length ? captionSuffix(output) : captureSuffix(output, 0)
    default:
      return `.${output.extension ?? 'mp4'}`
  }
}

export function captionSuffix({ extension }: OutputSettings): string {
  return `.${extension ?? 'vtt'}`
}

/** `.0000000.jpg` for the first image of a frame capture output. */
export function captureSuffix(output: OutputSettings, index: number): string {
  return `.${String(index).padStart(7, '0')}.${output.extension ?? 'jpg'}`
}
