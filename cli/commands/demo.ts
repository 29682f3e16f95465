import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Asset } from '../../schemas/generated/types.ts'
import { makeDemoSamples } from '../demo/demo-samples.ts'
import { proveOutcome } from '../demo/proof.ts'
import { signInViewer } from '../demo/viewer.ts'
import { CommandError } from '../errors.ts'
import { readHealth } from '../local-cloud/health.ts'
import { withCloud } from '../session.ts'
import type { CloudSession } from '../session.ts'
import { duration } from '../show/measures.ts'
import { DEFAULT_PORT, LOCAL_STAGE, localUrl } from '../target.ts'
import { plain, print, styled } from '../terminal.ts'
import { report, workOn } from './run.ts'

export interface DemoOptions {
  /** A folder of the demo's own: it is emptied first. */
  data: string
  port: number
  verbose: boolean
}

const LONGEST_MS = 300_000

const heading = (text: string) => print(`\n${styled('bold', text)}`)

function refuseBusyFolder(data: string): void {
  const lock = join(data, 'cloud.lock')
  if (!existsSync(lock)) return
  const { pid } = JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }
  try {
    process.kill(pid, 0)
  } catch {
    return
  }
  throw new CommandError(`Process ${pid} uses ${data}.`, 'Stop it, or choose another folder with --data.')
}

/** The wanted port, or any free one when somebody listens there. */
async function choosePort(port: number): Promise<number> {
  const { kind } = await readHealth(localUrl(port))
  if (kind !== 'none') print(styled('dim', `Port ${port} is in use: the demo takes another.`))
  return kind === 'none' ? port : 0
}

async function prove(session: CloudSession, assets: Asset[], data: string): Promise<void> {
  const viewer = await signInViewer(session)
  for (const asset of assets.filter(({ outcome }) => outcome === 'published')) {
    print(`  ${styled('bold', plain(asset.source.key))}`)
    const grant = await viewer.playback(asset.assetId)
    for (const line of await proveOutcome(grant, join(data, 'results'))) print(`    ${line}`)
  }
}

function tellWhereToLook({ stack }: CloudSession, data: string, port: number): void {
  const folder = relative(process.cwd(), data) || '.'
  const rows = {
    'every AWS call': join(folder, 'cloudtrail.jsonl'),
    'cloud log': join(folder, 'cloud.log'),
    samples: join(folder, 'samples'),
    results: join(folder, 'results'),
    'media bucket': stack.mediaBucket,
  }
  for (const [label, text] of Object.entries(rows)) print(`  ${styled('dim', label.padEnd(16))}${text}`)
  const at = port === 0 ? ' --port N' : port === DEFAULT_PORT ? '' : ` --port ${port}`
  const place = `--data ${folder}${port === 0 ? ' --port N' : ` --port ${port}`}`
  print(`\nThe cloud is stopped and keeps everything. To play: npx reelgate up ${place}`)
  print(`and in another terminal: npx reelgate login${at} && npx reelgate play ID${at}`)
  print('For your own videos: npx reelgate run FILE…')
}

/** The published ones are two, the rejected one is one: anything else is a failure of the demo. */
const isAsPromised = (assets: Asset[]) =>
  assets.map(({ outcome }) => outcome).join() === 'published,published,rejected'

/** Real work on sample media, from nothing to streams, and everything stopped again. */
export async function demo(options: DemoOptions, signal: AbortSignal): Promise<number> {
  const startMs = performance.now()
  refuseBusyFolder(options.data)
  await rm(options.data, { recursive: true, force: true })
  heading('1  Make three sample uploads with ffmpeg')
  const paths = await makeDemoSamples(join(options.data, 'samples'))
  paths.forEach((path) => print(`  ${relative(process.cwd(), path)}`))

  heading('2  Start the local cloud and put the stack into it')
  const port = await choosePort(options.port)
  const target = { stage: LOCAL_STAGE, json: false, verbose: options.verbose, data: options.data, port }
  return withCloud(target, signal, async (session) => {
    print(`  ${session.target.endpointUrl}, ingest bucket ${session.stack.ingestBucket}`)
    heading('3  Upload them and watch the workflow')
    const { keys, results } = await workOn(session, paths, { json: false, timeout: LONGEST_MS, signal })
    signal.throwIfAborted()
    report(keys, results, { json: false, verbose: options.verbose })
    const assets = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    heading('4  Read the results back as a player does')
    await prove(session, assets, options.data)
    heading('5  Where to look')
    tellWhereToLook(session, options.data, port)
    print(`\nIt took ${duration(performance.now() - startMs)}.`)
    if (isAsPromised(assets)) return 0
    throw new CommandError('The outcomes are not what the demo expects: two published and one rejected.')
  })
}
