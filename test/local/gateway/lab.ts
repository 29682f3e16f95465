// A cloud of its own for each test file: a free port, a new folder, and clients that talk to it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud } from '../../../local/cloud.ts'
import type { CloudOptions, LocalCloud } from '../../../local/cloud.ts'

export interface Lab {
  cloud: LocalCloud
  dataDir: string
  lines: string[]
  /** For an SDK client's constructor. */
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** Everything journaled so far, after the cloud is closed. */
  journal(): Record<string, unknown>[]
  close(): Promise<void>
}

/** `dataDir` opens the folder of an earlier lab, as after a restart. */
export async function openLab(options: CloudOptions = {}): Promise<Lab> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'reelgate-'))
  const lines: string[] = []
  const cloud = await startCloud({
    port: 0,
    region: 'us-east-1',
    log: (line) => lines.push(line),
    ...options,
    dataDir,
  })
  return {
    cloud,
    dataDir,
    lines,
    config: {
      endpoint: cloud.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'developer', secretAccessKey: 'secret' },
    },
    journal: () =>
      readFileSync(join(dataDir, 'cloudtrail.jsonl'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async close() {
      await cloud.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
