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
import { writeSegment } from '../package/write-segment.ts'
import type { OutputGroupDocument } from '../settings.ts'
import type { GroupReport, OutputReport } from './output-report.ts'
import { videoDetails } from './output-report.ts'
import type { PlannedOutput } from './plan.ts'
import type { Delivery } from './put-output.ts'
import { putOutput, UPLOADS_AT_ONCE } from './put-output.ts'
import { runTogether } from './run-together.ts'

export async function deliverCmaf(
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
      await putOutput(
        delivery,
        group,
        { bucket, key: `${rendition.output.name.stem}.m3u8` },
        playlist,
        'm3u8',
      )
    }
  }
  if (settings.writeDashManifest !== 'DISABLED') {
    await putOutput(
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
    await putOutput(delivery, group, { bucket, key: `${key}.m3u8` }, playlist, 'm3u8')
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
  await putOutput(
    delivery,
    group,
    { bucket, key: folder + headerName(rendition) },
    rendition.track.header,
    type,
  )
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
      await putOutput(delivery, group, { bucket, key: folder + segmentName(rendition, index) }, data, type)
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
