// What the local cloud needs of memory, encoders not counted, while uploads come in at once.
//   node bench/memory.ts [uploads]
// Starts a cloud of its own with the command line, runs short films through the whole workflow, and prints the highest
// resident size of the cloud's process together with what it was before the first upload.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeSample } from '../samples/make-sample.ts'

const [uploads = 4] = process.argv.slice(2).map(Number)
const TARGET_BYTES = 400 * 1024 ** 2
const SAMPLE_EVERY_MS = 250

interface Health {
  memoryBytes: { rss: number }
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Resident bytes of the cloud's process, as it tells them itself; undefined while it does not answer. */
async function residentBytes(port: number): Promise<number | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/_reelgate/health`)
    return ((await answer.json()) as Health).memoryBytes.rss
  } catch {
    return undefined
  }
}

const shown = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`

const folder = mkdtempSync(join(tmpdir(), 'reelgate-memory-'))
try {
  const files = await Promise.all(
    Array.from({ length: uploads }, (_, number) =>
      makeSample('film-landscape', folder, { durationSeconds: 3, fileName: `film-${number}.mp4` }),
    ),
  )
  const port = await freePort()
  const cli = join(import.meta.dirname, '../cli/reelgate.mjs')
  const run = spawn(
    process.execPath,
    [cli, 'run', '--port', String(port), '--data', join(folder, 'data'), ...files],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const ended = new Promise<number | null>((resolve) => run.once('exit', resolve))
  const sizes: number[] = []
  while (run.exitCode === null) {
    const bytes = await residentBytes(port)
    if (bytes !== undefined) sizes.push(bytes)
    await sleep(SAMPLE_EVERY_MS)
  }
  const code = await ended
  if (code !== 0 || sizes.length === 0) throw new Error(`The run ended with ${code}; nothing was measured.`)
  const highest = Math.max(...sizes)
  console.log(
    `${uploads} uploads at once: ${shown(sizes[0]!)} at the start, ${shown(highest)} at the highest ` +
      `(target under ${shown(TARGET_BYTES)}, ratio ${(highest / TARGET_BYTES).toFixed(2)})`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
