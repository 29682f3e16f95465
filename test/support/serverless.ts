// Runs the Serverless Framework as a user does, cut off from real accounts.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT_ROOT } from './source-files.ts'

export const TEST_REGION = 'ap-northeast-2'

/** It ends a hang: a machine that is busy with other things may need minutes for what takes seconds. */
const LONGEST_RUN_MS = 600_000

/** Nothing of the developer's own AWS settings reaches a test. */
export function environmentFor(endpointUrl?: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))
  return {
    ...Object.fromEntries(own),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: TEST_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(PROJECT_ROOT, 'test/no-such-file'),
    AWS_SHARED_CREDENTIALS_FILE: join(PROJECT_ROOT, 'test/no-such-file'),
    ...(endpointUrl && { AWS_ENDPOINT_URL: endpointUrl }),
    SLS_NOTIFICATIONS_MODE: 'off',
    SLS_TELEMETRY_DISABLED: '1',
    NO_PROXY: '127.0.0.1,localhost',
  }
}

/** @throws with the last words of the framework when it fails or takes longer than ten minutes */
export async function runServerless(
  args: string[],
  { folder, endpointUrl }: { folder: string; endpointUrl?: string },
): Promise<string> {
  // The bundler leaves what it has unpacked where temporary files lie.
  const scratch = mkdtempSync(join(tmpdir(), 'reelgate-serverless-'))
  const child = spawn(
    process.execPath,
    [join(PROJECT_ROOT, 'node_modules/serverless/bin/serverless.js'), ...args],
    {
      cwd: folder,
      env: { ...environmentFor(endpointUrl), TMPDIR: scratch },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST_RUN_MS,
      killSignal: 'SIGKILL',
    },
  )
  let output = ''
  const take = (chunk: Buffer) => void (output += chunk.toString())
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.once('error', reject)
    // Its last words may still be on their way when it has exited.
    child.once('close', (status, signal) => resolve(status ?? signal))
  }).finally(() => rmSync(scratch, { recursive: true, force: true }))
  if (code === 0) return output
  throw new Error(`serverless ${args.join(' ')} ended with ${code}:\n${output.slice(-4000)}`)
}
