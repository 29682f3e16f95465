// A killed process loses no job: the next one takes it up.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { makeSample } from '../../../samples/make-sample.ts'
import { openBench } from './service-bench.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'mediaconvert-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** A process of its own that takes two jobs, says their ids, and goes on encoding. */
const WORKER = `
  const { openBench } = await import(process.argv[1] + '/service-bench.ts')
  const { cmafGroup, createJob, jobSettings, rung } = await import(process.argv[1] + '/job-documents.ts')
  const bench = openBench({ jobsAtOnce: 1 }, process.argv[2])
  await bench.service.start()
  const request = (height, more) => createJob(jobSettings([cmafGroup([rung(height, 2_000_000, more)])]))
  const running = await bench.create(request(1080, { qualityTuningLevel: 'MULTI_PASS_HQ' }))
  const waiting = await bench.create(request(90))
  await bench.eventOf(running.id, 'INPUT_INFORMATION')
  console.log(JSON.stringify([running.id, waiting.id]))
`

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waitedMs = 0; !isSo(); waitedMs += 10) {
    if (waitedMs > 10_000) throw new Error('it did not come to be')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('after kill -9', () => {
  it('a running job starts again, a waiting one is still there, and no encoder is left', async () => {
    const preparing = openBench({}, dataDir)
    preparing.upload(
      await makeSample('film-landscape', join(dataDir, 'samples'), {
        durationSeconds: 6,
        widthPx: 320,
        heightPx: 180,
      }),
    )
    await preparing.service.stop?.()

    const args = [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      WORKER,
      import.meta.dirname,
      dataDir,
    ]
    const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(worker.stdout, 'data')) as [Buffer]
    const [running, waiting] = JSON.parse(line.toString()) as [string, string]
    const scratch = join(dataDir, 'scratch', 'mediaconvert')
    const pidFile = join(scratch, running, 'ffmpeg.pid')
    // The file is there a moment before the number is in it.
    const pid = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0)
    await until(() => pid() > 0)
    const encoder = pid()
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    expect(isAlive(encoder)).toBe(true)

    const bench = openBench({ jobsAtOnce: 1 }, dataDir)
    try {
      expect((await bench.job(running)).status).toBe('PROGRESSING')
      expect((await bench.job(waiting)).status).toBe('SUBMITTED')
      await bench.service.start?.()
      await bench.eventOf(running, 'PROGRESSING')
      await until(() => !isAlive(encoder))
      // The big job has proved its point; the small one runs to its end.
      await bench.call('CancelJob', { id: running })
      await bench.eventOf(waiting, 'COMPLETE')
    } finally {
      await bench.service.stop?.()
    }
  }, 60_000)

  it('an end that was decided but not told is told', async () => {
    const before = openBench({}, dataDir)
    before.context.emitEvent = () => Promise.reject(new Error('the bus is gone'))
    const { jobs } = await before.call<{ jobs: { id: string }[] }>('ListJobs', { status: 'COMPLETE' })
    const source = await before.job(jobs[0]!.id)
    const lost = await before.create({ role: source.role, settings: source.settings })
    await before.context.activity.idle()
    expect((await before.job(lost.id)).status).toBe('COMPLETE')
    await before.service.stop?.()

    const after = openBench({}, dataDir)
    await after.service.start?.()
    expect(after.statusesOf(lost.id)).toEqual(['COMPLETE'])
    await after.service.stop?.()
  }, 30_000)
})
