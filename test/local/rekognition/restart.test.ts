// A killed cloud loses no job: the next one looks at the film from its beginning and gives notice.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { makeSample } from '../../../samples/make-sample.ts'
import { startLocalProcess } from '../../support/local-process.ts'
import { childOf, processes, until } from './processes.ts'
import { openStudio } from './studio.ts'
import type { Notice, Studio } from './studio.ts'

const configOf = (endpoint: string) => ({
  endpoint,
  region: 'ap-northeast-2',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
})

/** A busy machine takes its time for the film. */
async function firstNotices(studio: Studio): Promise<Notice[]> {
  for (let tries = 0; tries < 6; tries++) {
    const notices = await studio.notices(15)
    if (notices.length > 0) return notices
  }
  return []
}

test('kill -9 in the middle of a film: no process is left, the job ends after the restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekognition-'))
  const dataDir = join(folder, 'data')
  let local = await startLocalProcess(dataDir)
  try {
    const before = await openStudio(configOf(local.url))
    const film = await makeSample('tiny', folder, { durationSeconds: 60 })
    await before.putFile('film.mp4', film)
    const more = { NotificationChannel: before.channel, ClientRequestToken: 'once' }
    const jobId = await before.start('film.mp4', more)
    const engine = await until(() => childOf(local.pid, 'engine/main.ts'))
    const decoder = await until(() => childOf(engine.pid, 'ffmpeg'))
    expect(await before.get(jobId)).toMatchObject({ JobStatus: 'IN_PROGRESS' })
    before.close()
    await local.kill()
    await until(() =>
      processes().some(({ pid }) => pid === engine.pid || pid === decoder.pid) ? undefined : true,
    )

    local = await startLocalProcess(dataDir)
    const after = await openStudio(configOf(local.url), { isNew: false })
    expect(await firstNotices(after)).toMatchObject([{ JobId: jobId, Status: 'SUCCEEDED' }])
    expect(await after.get(jobId)).toMatchObject({ JobStatus: 'SUCCEEDED' })
    expect(await after.start('film.mp4', more)).toBe(jobId)
    after.close()
  } finally {
    await local.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}, 180_000)
