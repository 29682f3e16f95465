import { dirname, join } from 'node:path'
import type { Progress } from '../aws/progress.ts'
import { uploadFile } from '../aws/upload.ts'
import { CommandError, explain, UsageError } from '../errors.ts'
import { awaitAsset, awaitOutcome } from '../follow.ts'
import type { InboxFile } from '../inbox/scan.ts'
import { watchInbox } from '../inbox/watch-inbox.ts'
import { readHealth } from '../local-cloud/health.ts'
import type { RunningCloud } from '../local-cloud/start.ts'
import { withCloud } from '../session.ts'
import type { CloudSession } from '../session.ts'
import { assetText } from '../show/asset.ts'
import { isCaptionFile } from '../sources/caption-files.ts'
import { isJobFile } from '../sources/job-file.ts'
import { DEFAULT_DATA, DEFAULT_PORT, localUrl } from '../target.ts'
import type { TargetOptions } from '../target.ts'
import { note, plain, print, styled } from '../terminal.ts'

export interface UpOptions extends TargetOptions {
  inbox?: string
}

const HOURS_24_MS = 86_400_000

/** A second `up` would take every file of the inbox twice: the cloud belongs to the one who started it. */
async function refuseSecondCloud(port: number): Promise<void> {
  const { kind, pid } = await readHealth(localUrl(port))
  if (kind === 'none' || port === 0) return
  if (kind === 'other')
    throw new UsageError(`Port ${port} is taken by another program. Choose another with --port.`)
  throw new UsageError(
    `A local cloud runs on port ${port} already${pid ? ` (process ${pid})` : ''}: \`reelgate run\` and all other ` +
      'commands use it. To start a second one choose another --port and another --data folder.',
  )
}

/** Follows an upload of the inbox and tells its end; the inbox goes on meanwhile. */
async function tellOutcome(
  session: CloudSession,
  upload: Parameters<typeof awaitAsset>[1],
  signal: AbortSignal,
) {
  const watching = { signal, pollEveryMs: session.pollEveryMs, deadlineMs: performance.now() + HOURS_24_MS }
  const { assetId } = await awaitAsset(session.store, upload, watching)
  const steps = new Set<string>()
  const onProgress = ({ step }: Progress) => {
    if (step && !steps.has(step)) print(styled('dim', `${assetId.slice(0, 10)}  ${plain(step)}`))
    if (step) steps.add(step)
  }
  const asset = await awaitOutcome(session, assetId, { ...watching, onProgress })
  print(`${assetText(asset)}\n`)
}

function takeFrom(session: CloudSession, signal: AbortSignal) {
  const bucket = session.stack.ingestBucket
  return async ({ path, key }: InboxFile) => {
    const sourceUri = `s3://${bucket}/${key}`
    const earlier = new Set((await session.store.ofSource(sourceUri)).map(({ assetId }) => assetId))
    const uploaded = await uploadFile(
      session.clients.s3,
      { path, bucket, key },
      { signal, onPercent: () => undefined },
    )
    print(`${styled('bold', plain(key))} uploaded`)
    if (isJobFile(key) || isCaptionFile(key)) return
    tellOutcome(session, { ...uploaded, sourceUri, earlier }, signal).catch((error: unknown) => {
      if (!signal.aborted) note(`error: ${plain(key)}: ${explain(error).message}`)
    })
  }
}

/** What other commands must be told where the cloud is not at its usual place. */
function placeOf({ port, data }: UpOptions): string {
  const options = [
    ...(port === DEFAULT_PORT ? [] : [`--port ${port}`]),
    ...(data === DEFAULT_DATA ? [] : [`--data ${data}`]),
  ]
  return options.length > 0 ? `In another terminal: npx reelgate list ${options.join(' ')}\n\n` : ''
}

function welcome({ target, stack, cloud }: CloudSession, inbox: string, options: UpOptions): string {
  const { data } = options
  const rows = {
    endpoint: target.endpointUrl,
    'ingest bucket': stack.ingestBucket,
    'media bucket': stack.mediaBucket,
    inbox: `${inbox} (drop videos here)`,
    data,
    journal: join(data, 'cloudtrail.jsonl'),
    log: cloud?.logPath,
  }
  const lines = Object.entries(rows).map(
    ([label, text]) => `  ${styled('dim', label.padEnd(14))}${text ?? ''}`,
  )
  return [
    styled('green', '✔ The local cloud is up.'),
    ...lines,
    '',
    'With the AWS CLI:',
    `  export AWS_ENDPOINT_URL=${target.endpointUrl} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
    // Version 1 of the AWS CLI knows the second name only.
    `  export AWS_REGION=${target.region} AWS_DEFAULT_REGION=${target.region}`,
    `  aws s3 cp clip.mp4 s3://${stack.ingestBucket}/`,
    `  aws stepfunctions list-executions --state-machine-arn ${stack.workflowArn}`,
    '',
    `${placeOf(options)}Ctrl-C stops it.`,
    '',
  ].join('\n')
}

/** Rejects when the cloud ends although nobody asked it to. */
async function endOf(cloud: RunningCloud, signal: AbortSignal): Promise<void> {
  await cloud.ended
  if (!signal.aborted) throw new CommandError('The local cloud has ended by itself.', `See ${cloud.logPath}`)
}

/** Runs the local cloud with the stack in it and watches the inbox, until it is interrupted. */
export async function up(options: UpOptions, signal: AbortSignal): Promise<number> {
  await refuseSecondCloud(options.port)
  const inbox = options.inbox ?? join(dirname(options.data), 'inbox')
  return withCloud(options, signal, async (session) => {
    print(welcome(session, inbox, options))
    const memoryPath = join(options.data, 'inbox.json')
    const onFailure = ({ key }: InboxFile, error: unknown) =>
      note(`error: ${plain(key)}: ${explain(error).message} It is tried again in a while.`)
    const upload = takeFrom(session, signal)
    const watching = watchInbox({ folder: inbox, memoryPath, upload, onFailure }, signal)
    await (session.cloud ? Promise.race([watching, endOf(session.cloud, signal)]) : watching)
    print('Stopping the local cloud …')
    return 0
  })
}
