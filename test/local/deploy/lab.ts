// The real framework, run as a developer runs it, on a copy of the fixture and against a local cloud of its own.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startCloud } from '../../../local/cloud.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
/** It ends a hang: a machine that is busy with other things may need minutes for what takes seconds. */
const LONGEST_RUN_MS = 600_000

export interface Run {
  exitCode: number
  /** Standard output and error together, without colours. */
  output: string
}

export async function openLab() {
  const folder = mkdtempSync(join(tmpdir(), 'reelgate-deploy-'))
  const project = join(folder, 'fixture')
  cpSync(join(import.meta.dirname, 'fixture'), project, { recursive: true })
  // Plugins are looked for in the folders above the project.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const lines: string[] = []
  const cloud = await startCloud({ port: 0, dataDir: join(folder, 'data'), log: (line) => lines.push(line) })
  const client = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }

  function sls(args: string[], settings: Record<string, string> = {}): Promise<Run> {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'node_modules/serverless/bin/serverless.js'), ...args],
      {
        cwd: project,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LONGEST_RUN_MS,
        env: {
          PATH: process.env['PATH'],
          HOME: folder,
          AWS_ENDPOINT_URL: cloud.url,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_REGION: 'us-east-1',
          SLS_AWS_MONITORING_FREQUENCY: '100',
          NO_COLOR: '1',
          ...settings,
        },
      },
    )
    let output = ''
    const take = (chunk: Buffer) => (output += chunk.toString())
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    return new Promise((done, fail) => {
      child.on('error', fail)
      child.on('close', (code) => done({ exitCode: code ?? -1, output }))
    })
  }

  return {
    cloud,
    client,
    lines,
    sls,
    async close() {
      await cloud.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Lab = Awaited<ReturnType<typeof openLab>>
