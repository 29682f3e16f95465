import {
  CancelJobCommand,
  CreateJobCommand,
  GetQueueCommand,
  MediaConvertClient,
  ProbeCommand,
  type CreateJobCommandInput,
  type ProbeResult,
} from '@aws-sdk/client-mediaconvert'
import { calling } from './translate.ts'

const client = new MediaConvertClient({})

export async function createJob(job: CreateJobCommandInput): Promise<{ providerJobId: string }> {
  const { Job } = await calling('submitting a transcode job', () => client.send(new CreateJobCommand(job)))
  return { providerJobId: Job?.Id ?? '' }
}

export async function cancelJob(providerJobId: string): Promise<void> {
  await calling('cancelling a transcode job', () => client.send(new CancelJobCommand({ Id: providerJobId })))
}

/** What MediaConvert sees in the file, without a job. @throws InvalidInputError when it cannot read it */
export async function probe(fileUrl: string): Promise<ProbeResult> {
  const { ProbeResults } = await calling('probing the source', () =>
    client.send(new ProbeCommand({ InputFiles: [{ FileUrl: fileUrl }] })),
  )
  return ProbeResults?.[0] ?? {}
}

/** How many jobs of a queue have not begun, and how many are at work. */
export async function queueCounts(name: string): Promise<{ waiting: number; running: number }> {
  const { Queue } = await calling('looking at a transcode queue', () =>
    client.send(new GetQueueCommand({ Name: name })),
  )
  return { waiting: Queue?.SubmittedJobsCount ?? 0, running: Queue?.ProgressingJobsCount ?? 0 }
}
