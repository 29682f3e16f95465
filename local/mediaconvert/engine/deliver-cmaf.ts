// Tracks cut into segments on their way to S3. Manifests come last, so that whoever finds one finds all it names.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { groupDestination } from '../output-names.ts'
import { writeDashManifest } from '../package/dash.ts'
import { writeMediaPlaylist, writeMultivariantPlaylist } from '../package/hls.ts'
import { readTrack } from '../package/read-track.ts'
import type { Rendition } from '../package/rendition.ts'
import {
  averageBitrate,
  cutGroup,
  durationSeconds,
  extensionOf,
  headerName,
  segmentName,
} from '../package/rendition.ts'
import { numberFragments, writeSegment } from '../package/write-segment.ts'
import type { CmafGroupSettings } from '../settings.ts'
import type { GroupReport, OutputReport } from './output-report.ts'
import { videoDetails } from './output-report.ts'
import type { PlannedOutput } from './plan.ts'
import type { Delivery } from './put-output.ts'
import { putOutput, UPLOADS_AT_ONCE } from './put-output.ts'
import { runTogether } from './run-together.ts'

export async function deliverCmaf(outputs: PlannedOutput[], delivery: Delivery): Promise<GroupReport> {
  if (outputs.length === 0) return { type: 'CMAF_GROUP', playlistFilePaths: [], outputDetails: [] }
  const settings = delivery.group.outputGroupSettings!.cmafGroupSettings!
  const signed = settings.videoCompositionOffsets === 'SIGNED'
  const tracks = await Promise.all(
    outputs.map(async (output) => ({
      output,
      track: await readTrack(join(delivery.folder, output.file), signed),
    })),
  )
  const renditions = cutGroup(tracks, settings)
  for (const rendition of renditions) await deliverSegments(rendition, delivery)
  const playlistFilePaths = await deliverManifests(renditions, settings, delivery)
  const inJobOrder = outputs.map((output) => renditions.find((rendition) => rendition.output === output)!)
  return { type: 'CMAF_GROUP', playlistFilePaths, outputDetails: inJobOrder.map(reportRendition) }
}

/** The paths of the manifests at the top, DASH before HLS as COMPLETE lists them. */
async function deliverManifests(renditions: Rendition[], settings: CmafGroupSettings, delivery: Delivery) {
  const { bucket, key } = groupDestination(delivery.group, delivery.fileInput)
  const put = async (type: 'm3u8' | 'mpd', stem: string, text: string) => {
    await putOutput(delivery, { to: { bucket, key: `${stem}.${type}` }, body: Buffer.from(text), type })
    return `s3://${bucket}/${stem}.${type}`
  }
  const paths: string[] = []
  const withHls = settings.writeHlsManifest !== 'DISABLED'
  for (const rendition of withHls ? renditions : []) {
    await put('m3u8', rendition.output.name.stem, writeMediaPlaylist(rendition, settings))
  }
  if (settings.writeDashManifest !== 'DISABLED')
    paths.push(await put('mpd', key, writeDashManifest(renditions, settings)))
  if (withHls) paths.push(await put('m3u8', key, writeMultivariantPlaylist(renditions, settings)))
  return paths
}

/** Header and segments of one track; leaves the sizes in the rendition. */
async function deliverSegments(rendition: Rendition, delivery: Delivery): Promise<void> {
  const { track, segments } = rendition
  const { bucket, stem } = rendition.output.name
  const folder = stem.slice(0, stem.lastIndexOf('/') + 1)
  const put = (name: string, body: Buffer) =>
    putOutput(delivery, { to: { bucket, key: folder + name }, body, type: extensionOf(rendition) })
  await put(headerName(rendition), track.header)
  const handle = await open(track.file)
  try {
    await runTogether(UPLOADS_AT_ONCE, numberFragments(segments).entries(), async ([index, segment]) => {
      const data = await writeSegment(handle, track, segment)
      rendition.sizes[index] = data.length
      await put(segmentName(rendition, index), data)
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
