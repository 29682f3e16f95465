// The detector that other tests steer by a file beside the film.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { openStudio } from './studio.ts'
import type { Studio } from './studio.ts'

const HOUR_MS = 3_600_000
let lab: Lab
let studio: Studio

beforeAll(async () => {
  process.env['REELGATE_DETECTOR'] = 'scripted'
  process.env['REELGATE_REKOGNITION_JOBS'] = '1'
  lab = await openLab({ virtualClock: true })
  delete process.env['REELGATE_DETECTOR']
  delete process.env['REELGATE_REKOGNITION_JOBS']
  studio = await openStudio(lab.config)
})
afterAll(async () => {
  studio.close()
  await lab.close()
})

async function play(script: object | string) {
  await studio.put('film.mp4', 'x')
  const text = typeof script === 'string' ? script : JSON.stringify(script)
  await studio.put('film.mp4.labels.json', text)
  const jobId = await studio.start('film.mp4', { NotificationChannel: studio.channel })
  await lab.cloud.activity.idle()
  return jobId
}

async function advance(byMs: number) {
  await fetch(`${lab.cloud.url}/_reelgate/clock`, {
    method: 'POST',
    body: JSON.stringify({ advanceMs: byMs }),
  })
}

test('says in the log that it is no detector', () => {
  expect(lab.lines.join('\n')).toContain('SCRIPTED')
})

test('sees what the script says, as far as it is sure enough', async () => {
  const jobId = await play({
    labels: [
      { name: 'Weapons', confidence: 70, fromMs: 1000, toMs: 3000 },
      { name: 'Gambling', confidence: 40, fromMs: 0 },
    ],
  })
  const labels = await studio.labels(jobId)
  expect(labels.map(({ Timestamp, ModerationLabel }) => [Timestamp, ModerationLabel?.Name])).toEqual([
    ...[
      [1000, 'Violence'],
      [1000, 'Weapons'],
    ],
    ...[
      [2000, 'Violence'],
      [2000, 'Weapons'],
    ],
  ])
  expect(await studio.notices()).toMatchObject([{ JobId: jobId, Status: 'SUCCEEDED' }])
})

test.each(['FAILED', 'ERROR'])('%s: the notice says so, the API says FAILED', async (status) => {
  const jobId = await play({ status, statusMessage: 'as told' })
  expect(await studio.get(jobId)).toMatchObject({ JobStatus: 'FAILED', StatusMessage: 'as told' })
  expect(await studio.notices()).toMatchObject([{ JobId: jobId, Status: status }])
})

test('a notice can get lost', async () => {
  const jobId = await play({ notice: false })
  expect(await studio.get(jobId)).toMatchObject({ JobStatus: 'SUCCEEDED' })
  expect(await studio.notices()).toEqual([])
})

test('a job can take hours of virtual time, and keeps its place as long', async () => {
  const jobId = await play({ delayMs: HOUR_MS })
  await expect(studio.start('film.mp4')).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: expect.stringContaining('Maximum limit: 1'),
  })
  await advance(HOUR_MS - 60_000)
  expect(await studio.get(jobId)).toMatchObject({ JobStatus: 'IN_PROGRESS' })
  await advance(60_000)
  expect(await studio.get(jobId)).toMatchObject({ JobStatus: 'SUCCEEDED' })
  expect(await studio.notices()).toMatchObject([{ JobId: jobId }])
})

test.each([
  ['no JSON', '{', /JSON/],
  ['a label that is none', { labels: [{ name: 'Nudes', confidence: 1, fromMs: 0 }] }, /"Nudes" is no label/],
  ['a member that is none', { delay: 1 }, /no member delay/],
])('a script with %s fails the job and says why', async (_, script, why) => {
  const jobId = await play(script)
  const answer = await studio.get(jobId)
  expect(answer.JobStatus).toBe('FAILED')
  expect(answer.StatusMessage).toMatch(why)
  await studio.notices()
})

test('a detector of another name keeps the cloud from starting', async () => {
  process.env['REELGATE_DETECTOR'] = 'scriptd'
  try {
    await expect(openLab()).rejects.toThrow('REELGATE_DETECTOR is "scriptd"')
  } finally {
    delete process.env['REELGATE_DETECTOR']
  }
})
