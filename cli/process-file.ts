// One file's way: job file and captions up, video up, then watched to its outcome.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Asset } from '../schemas/generated/types.ts'
import type { Progress } from './aws/progress.ts'
import { putJson, uploadFile } from './aws/upload.ts'
import { awaitAsset, awaitOutcome } from './follow.ts'
import type { Session } from './session.ts'
import { findCaptionFiles } from './sources/caption-files.ts'
import { findJobFile, JOB_FILE_SUFFIX } from './sources/job-file.ts'

/** What a person is told while an asset is on its way. */
export interface FileProgress {
  /** A step of the workflow, or what this program does. */
  step: string
  percent?: number
  /** For a live terminal only: what changes all the time. */
  detail?: string
}

export interface FileWork {
  path: string
  key: string
  /** Profile for a source that has no job file. */
  profile?: string | undefined
  signal: AbortSignal
  timeoutMs: number
  onProgress: (progress: FileProgress) => void
}

const folderOf = ({ key }: FileWork) => key.slice(0, key.length - basename(key).length)

/** What lies beside a video goes first, so that it is there when the event of the video is worked on. */
async function sendCompanions({ clients, stack }: Session, work: FileWork): Promise<void> {
  const bucket = stack.ingestBucket
  const jobFile = findJobFile(work.path)
  if (jobFile) {
    const text = await readFile(jobFile, 'utf8')
    await putJson(clients.s3, { bucket, key: folderOf(work) + basename(jobFile), text })
  } else if (work.profile) {
    const text = JSON.stringify({ profile: work.profile })
    await putJson(clients.s3, { bucket, key: work.key + JOB_FILE_SUFFIX, text })
  }
  for (const path of findCaptionFiles(work.path, jobFile)) {
    const key = folderOf(work) + basename(path)
    await uploadFile(clients.s3, { path, bucket, key }, { signal: work.signal, onPercent: () => undefined })
  }
}

/** @throws TimedOutError when no outcome came in time */
export async function processFile(session: Session, work: FileWork): Promise<Asset> {
  const { clients, stack, store, pollEveryMs } = session
  const sourceUri = `s3://${stack.ingestBucket}/${work.key}`
  const earlier = new Set((await store.ofSource(sourceUri)).map(({ assetId }) => assetId))
  work.onProgress({ step: 'Upload', percent: 0 })
  await sendCompanions(session, work)
  const uploaded = await uploadFile(
    clients.s3,
    { path: work.path, bucket: stack.ingestBucket, key: work.key },
    { signal: work.signal, onPercent: (percent) => work.onProgress({ step: 'Upload', percent }) },
  )
  const watching = { signal: work.signal, pollEveryMs, deadlineMs: performance.now() + work.timeoutMs }
  work.onProgress({ step: 'Waiting for the workflow' })
  const { assetId } = await awaitAsset(store, { ...uploaded, sourceUri, earlier }, watching)
  const onProgress = ({ step, percentComplete: percent }: Progress) => {
    if (step) work.onProgress({ step, ...(percent === undefined ? {} : { percent }) })
  }
  return awaitOutcome(session, assetId, { ...watching, onProgress })
}
