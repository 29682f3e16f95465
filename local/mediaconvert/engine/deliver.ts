// From the files ffmpeg made to objects in S3: tracks are cut into segments on the way, manifests come last, so that
// whoever finds a manifest finds all it names.
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { S3Location } from '../output-names.ts'
import { captureSuffix, groupDestination } from '../output-names.ts'
import { writeDashManifest } from '../package/dash.ts'
import { writeMediaPlaylist, writeMultivariantPlaylist } from '../package/hls.ts'
import { readTrack } from '../package/read-track.ts'
import type { Rendition } from '../package/rendition.ts'
import {
  cutGroup,
  durationSeconds,
  extensionOf,
  headerName,
  segmentName,
  averageBitrate,
} from '../package/rendition.ts'
import { writeSegment } from '../package/write-segment.ts'
import type { JobSettings, OutputGroupDocument } from '../settings.ts'
import type { Storage } from '../storage.ts'
import { storageFault } from '../storage.ts'
import { runTogether } from './run-together.ts'
import { fullDisk } from './explain-failure.ts'
import { JobError } from './job-error.ts'
import type { Plan, PlannedOutput } from './plan.ts'

/** What COMPLETE tells of one output group. */
export interface GroupReport {
  type: 'CMAF_GROUP' | 'FILE_GROUP'
  playlistFilePaths?: string[]
  outputDetails: OutputReport[]
}

export interface OutputReport {
  outputFilePaths?: string[]
  durationInMs: number
  videoDetails?: { widthInPx: number; heightInPx: number; averageBitrate?: number }
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  cmfv: 'video/mp4',
  cmfa: 'audio/mp4',
  mp4: 'video/mp4',
  jpg: 'image/jpeg',
  m3u8: 'application/vnd.apple.mpegurl',
  mpd: 'application/dash+xml',
}

const UPLOADS_AT_ONCE = 6

interface Delivery {
  storage: Storage
  folder: string
  settings: JobSettings
  signal: AbortSignal
}

/** Uploads every output of the plan and reports per group, in the order of the job. */
export async function deliver(
  plan: Plan,
  delivery: Delivery,
  durationSeconds: number,
): Promise<GroupReport[]> {
  const groups = delivery.settings.outputGroups!
  const reports: GroupReport[] = []
  for (const [index, group] of groups.entries()) {
    const outputs = plan.outputs.filter(({ groupIndex }) => groupIndex === index)
    const isCmaf = group.outputGroupSettings?.type === 'CMAF_GROUP_SETTINGS'
    reports.push(
      isCmaf
        ? await deliverCmaf(group, outputs, delivery)
        : await deliverFiles(group, outputs, delivery, durationSeconds),
    )
  }
  return reports
}

async function deliverFiles(
  group: OutputGroupDocument,
  outputs: PlannedOutput[],
  delivery: Delivery,
  seconds: number,
) {
  const outputDetails: OutputReport[] = []
  for (const output of outputs) {
    outputDetails.push(
      output.kind === 'capture'
        ? await deliverCaptures(group, output, delivery, seconds)
        : await deliverFile(group, output, delivery, seconds),
    )
  }
  return { type: 'FILE_GROUP' as const, outputDetails }
}

async function deliverFile(
  group: OutputGroupDocument,
  output: PlannedOutput,
  delivery: Delivery,
  seconds: number,
) {
  const file = join(delivery.folder, output.file)
  const { size } = await stat(file)
  const key = `${output.name.stem}.${output.document.extension ?? 'mp4'}`
  await put(delivery, group, { bucket: output.name.bucket, key }, file, output.video ? 'mp4' : 'cmfa')
  return {
    outputFilePaths: [output.name.path],
    durationInMs: Math.round(seconds * 1000),
    ...videoDetails(output, Math.round((size * 8) / seconds)),
  }
}

async function deliverCaptures(
  group: OutputGroupDocument,
  output: PlannedOutput,
  delivery: Delivery,
  seconds: number,
) {
  const prefix = output.file.split('%')[0]!
  const files = (await readdir(delivery.folder)).filter((name) => name.startsWith(prefix)).sort()
  const { bucket, stem } = output.name
  await runTogether(UPLOADS_AT_ONCE, files.entries(), ([index, file]) =>
    put(
      delivery,
      group,
      { bucket, key: stem + captureSuffix(output.document, index) },
      join(delivery.folder, file),
      'jpg',
    ),
  )
  const last = captureSuffix(output.document, Math.max(0, files.length - 1))
  return {
    outputFilePaths: [`s3://${bucket}/${stem}${last}`],
    durationInMs: Math.round(seconds * 1000),
    ...videoDetails(output),
  }
}

async function deliverCmaf(
  group: OutputGroupDocument,
  outputs: PlannedOutput[],
  delivery: Delivery,
): Promise<GroupReport> {
  if (outputs.length === 0) return { type: 'CMAF_GROUP', playlistFilePaths: [], outputDetails: [] }
  const settings = group.outputGroupSettings!.cmafGroupSettings!
  const signed = settings.videoCompositionOffsets === 'SIGNED'
  const tracks = await Promise.all(
    outputs.map(async (output) => ({
      output,
      track: await readTrack(join(delivery.folder, output.file), signed),
    })),
  )
  const renditions = cutGroup(tracks, settings)
  for (const rendition of renditions) await deliverSegments(group, rendition, delivery)
  const { bucket, key } = groupDestination(group, delivery.settings.inputs![0]!.fileInput!)
  const playlistFilePaths: string[] = []
  if (settings.writeHlsManifest !== 'DISABLED') {
    for (const rendition of renditions) {
      const playlist = Buffer.from(writeMediaPlaylist(rendition, settings))
      await put(delivery, group, { bucket, key: `${rendition.output.name.stem}.m3u8` }, playlist, 'm3u8')
    }
  }
  if (settings.writeDashManifest !== 'DISABLED') {
    await put(
      delivery,
      group,
      { bucket, key: `${key}.mpd` },
      Buffer.from(writeDashManifest(renditions, settings)),
      'mpd',
    )
    playlistFilePaths.push(`s3://${bucket}/${key}.mpd`)
  }
  if (settings.writeHlsManifest !== 'DISABLED') {
    const playlist = Buffer.from(writeMultivariantPlaylist(renditions, settings))
    await put(delivery, group, { bucket, key: `${key}.m3u8` }, playlist, 'm3u8')
    playlistFilePaths.push(`s3://${bucket}/${key}.m3u8`)
  }
  const inJobOrder = outputs.map((output) => renditions.find((rendition) => rendition.output === output)!)
  return { type: 'CMAF_GROUP', playlistFilePaths, outputDetails: inJobOrder.map(reportRendition) }
}

/** Header and segments of one track; leaves the sizes in the rendition. */
async function deliverSegments(
  group: OutputGroupDocument,
  rendition: Rendition,
  delivery: Delivery,
): Promise<void> {
  const { bucket, stem } = rendition.output.name
  const folder = stem.slice(0, stem.lastIndexOf('/') + 1)
  const type = extensionOf(rendition)
  await put(delivery, group, { bucket, key: folder + headerName(rendition) }, rendition.track.header, type)
  const handle = await open(rendition.track.file)
  let sequence = 1
  const numbered = rendition.segments.map((segment) => {
    const first = sequence
    sequence += segment.fragments.length
    return { segment, first }
  })
  try {
    await runTogether(UPLOADS_AT_ONCE, numbered.entries(), async ([index, { segment, first }]) => {
      const data = await writeSegment(handle, rendition.track, segment, first)
      rendition.sizes[index] = data.length
      await put(delivery, group, { bucket, key: folder + segmentName(rendition, index) }, data, type)
    })
  } finally {
    await handle.close()
  }
}

function reportRendition(rendition: Rendition): OutputReport {
  return {
    durationInMs: Math.round(durationSeconds(rendition) * 1000),
    ...videoDetails(rendition.output, averageBitrate(rendition)),
  }
}

function videoDetails(
  { video }: PlannedOutput,
  averageBitrateBps?: number,
): Pick<OutputReport, 'videoDetails'> {
  if (!video) return {}
  const average = averageBitrateBps === undefined ? {} : { averageBitrate: averageBitrateBps }
  return { videoDetails: { widthInPx: video.widthPx, heightInPx: video.heightPx, ...average } }
}

async function put(
  delivery: Delivery,
  group: OutputGroupDocument,
  to: S3Location,
  body: Buffer | string,
  type: string,
) {
  const settings = group.outputGroupSettings
  const destination = (settings?.cmafGroupSettings ?? settings?.fileGroupSettings)?.destinationSettings
  try {
    await delivery.storage.put(to, body, { contentType: CONTENT_TYPES[type]!, destination }, delivery.signal)
  } catch (error) {
    if (delivery.signal.aborted) throw error
    const place = `s3://${to.bucket}/${to.key}`
    switch (storageFault(error)) {
      case 'denied':
        throw new JobError(
          1401,
          `Unable to write to output file [${place}]: [Failed to write data: Access Denied]`,
        )
      case 'missing':
        throw new JobError(
          1404,
          `Unable to write to output file [${place}]: [Failed to write data: no such bucket]`,
        )
      case 'full':
        throw fullDisk()
      case 'other':
        throw new JobError(1517, `Unable to write to output file [${place}]: [${(error as Error).message}]`, {
          cause: error,
        })
    }
  }
}
