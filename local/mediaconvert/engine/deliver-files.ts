// Files and still images to S3.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { captionSuffix, captureSuffix } from '../output-names.ts'
import { readDurationSeconds } from '../package/movie-duration.ts'
import type { GroupReport, OutputReport } from './output-report.ts'
import { videoDetails } from './output-report.ts'
import type { PlannedOutput } from './plan.ts'
import type { Delivery } from './put-output.ts'
import { putOutput, UPLOADS_AT_ONCE } from './put-output.ts'
import { runTogether } from './run-together.ts'

export async function deliverFiles(outputs: PlannedOutput[], delivery: Delivery): Promise<GroupReport> {
  const outputDetails: OutputReport[] = []
  for (const output of outputs) {
    outputDetails.push(await deliverOne(output, delivery))
  }
  return { type: 'FILE_GROUP', outputDetails }
}

function deliverOne(output: PlannedOutput, delivery: Delivery): Promise<OutputReport> {
  if (output.kind === 'captions') return deliverCaptions(output, delivery)
  return output.kind === 'capture' ? deliverCaptures(output, delivery) : deliverFile(output, delivery)
}

async function deliverCaptions(output: PlannedOutput, delivery: Delivery): Promise<OutputReport> {
  const { bucket, stem, path } = output.name
  await putOutput(delivery, {
    to: { bucket, key: stem + captionSuffix(output.document) },
    body: join(delivery.folder, output.file),
    type: 'vtt',
  })
  return { outputFilePaths: [path], durationInMs: Math.round(delivery.sourceSeconds * 1000) }
}

async function deliverFile(output: PlannedOutput, delivery: Delivery): Promise<OutputReport> {
  const file = join(delivery.folder, output.file)
  const [{ size }, seconds] = await Promise.all([stat(file), readDurationSeconds(file)])
  const key = `${output.name.stem}.${output.document.extension ?? 'mp4'}`
  const type = output.video ? 'mp4' : 'cmfa'
  await putOutput(delivery, { to: { bucket: output.name.bucket, key }, body: file, type })
  return {
    outputFilePaths: [output.name.path],
    durationInMs: Math.round(seconds * 1000),
    ...videoDetails(output, Math.round((size * 8) / seconds)),
  }
}

async function deliverCaptures(output: PlannedOutput, delivery: Delivery): Promise<OutputReport> {
  const prefix = output.file.split('%')[0]!
  const files = (await readdir(delivery.folder)).filter((name) => name.startsWith(prefix)).sort()
  const { bucket, stem } = output.name
  await runTogether(UPLOADS_AT_ONCE, files.entries(), ([index, file]) =>
    putOutput(delivery, {
      to: { bucket, key: stem + captureSuffix(output.document, index) },
      body: join(delivery.folder, file),
      type: 'jpg',
    }),
  )
  const last = captureSuffix(output.document, Math.max(0, files.length - 1))
  return {
    outputFilePaths: [`s3://${bucket}/${stem}${last}`],
    durationInMs: Math.round(delivery.sourceSeconds * 1000),
    ...videoDetails(output),
  }
}
