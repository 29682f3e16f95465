import { describe, expect, test } from '@jest/globals'
import type { SQSRecord } from 'aws-lambda'
import { startModeration } from '../../functions/moderate/start-moderation.ts'
import { onModerationNotice } from '../../functions/moderate/on-moderation-notice.ts'
import {
  InvalidInputError,
  ProviderUnavailableError,
  ThrottledError,
  UnsupportedSourceError,
} from '../../lib/errors.ts'
import { logger } from '../../lib/step.ts'
import { moderationWorld } from '../support/moderation-world.ts'
import { aNotice } from '../support/records.ts'

const assetIdOf = (number: number) => number.toString(16).padStart(32, '0')
const tokenOf = (number: number) => `token-${number}`

const aRequest = (number: number, changes: object = {}) => ({
  assetId: assetIdOf(number),
  revision: 0,
  video: { bucket: 'ingest', key: `films/${number}.mp4`, versionId: 'v1' },
  taskToken: tokenOf(number),
  ...changes,
})

const aMessage = (body: unknown, { id = 'm', receives = 1 } = {}) =>
  ({
    messageId: id,
    receiptHandle: `receipt-${id}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives) },
  }) as SQSRecord

const send = (world: ReturnType<typeof moderationWorld>, ...records: SQSRecord[]) =>
  startModeration({ Records: records }, world.services)

function world(assets = 1) {
  const made = moderationWorld()
  for (let number = 1; number <= assets; number++) made.register(assetIdOf(number))
  return made
}

const JOB = { assetId: assetIdOf(1), jobKey: 'moderate#0' }

describe('a request for moderation', () => {
  test('starts a job that says whose it is, of the very version of the source', async () => {
    const given = world()
    expect(await send(given, aMessage(aRequest(1)))).toEqual({ batchItemFailures: [] })
    expect(given.provider.orders).toMatchObject([
      {
        video: { bucket: 'ingest', key: 'films/1.mp4', versionId: 'v1' },
        jobTag: `${assetIdOf(1)}:0`,
        topicArn: given.services.settings.topicArn,
        roleArn: given.services.settings.roleArn,
      },
    ])
    expect(JSON.stringify(given.provider.orders)).not.toContain(tokenOf(1))
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'submitted', providerJobId: 'job-1' })
    expect(given.answers).toEqual([])
  })

  test('stores its token before the provider hears of it', async () => {
    const given = world()
    given.services.startJob = async (order) => {
      expect(await given.ledger.load(JOB)).toMatchObject({ status: 'opened', taskToken: tokenOf(1) })
      return given.provider.startJob(order)
    }
    expect.assertions(1)
    await send(given, aMessage(aRequest(1)))
  })

  test('that comes twice starts one job', async () => {
    const given = world()
    await send(given, aMessage(aRequest(1)), aMessage(aRequest(1), { id: 'again' }))
    expect(given.provider.orders).toHaveLength(1)
  })

  test.each([
    ['is decided on', { outcome: 'rejected' as const }],
    ['is processed anew', { revision: 1 }],
  ])('of an asset that %s meanwhile starts nothing and keeps nobody waiting', async (_, changes) => {
    const given = world()
    given.register(assetIdOf(1), changes)
    await send(given, aMessage(aRequest(1)))
    expect(given.provider.orders).toEqual([])
    expect(given.reportTo(tokenOf(1))).toMatchObject({ looked: false, reason: { code: 'asset-settled' } })
  })
})

describe('when the provider has no room', () => {
  test('a request and those behind it go back for a while, and nothing is answered', async () => {
    const given = world(3)
    given.provider.places = 1
    const answer = await send(
      given,
      ...[1, 2, 3].map((number) => aMessage(aRequest(number), { id: `m${number}` })),
    )
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m2', 'm3'])
    expect(given.hidden.map(({ receiptHandle }) => receiptHandle)).toEqual(['receipt-m2', 'receipt-m3'])
    expect(given.hidden.every(({ seconds }) => seconds >= 10 && seconds <= 20)).toBe(true)
    expect(given.answers).toEqual([])
  })

  test('those that follow are not even tried: the order stays', async () => {
    const given = world(3)
    const asked: string[] = []
    given.services.startJob = ({ jobTag }) => {
      asked.push(jobTag)
      return asked.length === 1
        ? Promise.reject(new ThrottledError('limit'))
        : Promise.resolve({ providerJobId: 'job' })
    }
    await send(given, ...[1, 2, 3].map((number) => aMessage(aRequest(number), { id: `m${number}` })))
    expect(asked).toEqual([`${assetIdOf(1)}:0`])
  })

  test('the burst of two hundred ends all, none twice, in its order, never more than twenty at once', async () => {
    const given = world(200)
    let queue = Array.from({ length: 200 }, (_, index) =>
      aMessage(aRequest(index + 1), { id: String(index + 1) }),
    )
    let most = 0
    for (let round = 0; round < 1000 && queue.length > 0; round++) {
      const { batchItemFailures } = await send(given, ...queue.slice(0, 10))
      const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
      queue = queue.filter(({ messageId }, index) => index >= 10 || back.has(messageId))
      most = Math.max(most, given.provider.running())
      if (batchItemFailures.length === 0) continue
      const [oldest] = [...given.provider.jobs].find(([, { status }]) => status === 'IN_PROGRESS')!
      given.provider.end(oldest)
    }
    expect(queue).toEqual([])
    expect(most).toBe(20)
    expect(given.provider.orders.map(({ video }) => video.key)).toEqual(
      Array.from({ length: 200 }, (_, index) => `films/${index + 1}.mp4`),
    )
  })

  test.each([
    ['a provider that is down', new ProviderUnavailableError('503')],
    ['a fault of ours', new TypeError('undefined is not a function')],
  ])('%s puts requests back as well', async (_, fault) => {
    const given = world()
    given.services.startJob = () => Promise.reject(fault)
    const { batchItemFailures } = await send(given, aMessage(aRequest(1)))
    expect(batchItemFailures).toHaveLength(1)
    expect(given.answers).toEqual([])
  })

  test('a receipt that has run out is no fault: the queue shows the message again by itself', async () => {
    const given = world()
    given.provider.places = 0
    given.services.hideMessage = () => Promise.reject(new ProviderUnavailableError('no answer'))
    const { batchItemFailures } = await send(given, aMessage(aRequest(1)))
    expect(batchItemFailures).toHaveLength(1)
  })
})

describe('a request that was seen before', () => {
  const crash = async (given: ReturnType<typeof moderationWorld>) => {
    const { note } = given.services.ledger
    given.services.ledger.note = () => Promise.reject(new ProviderUnavailableError('crash'))
    expect((await send(given, aMessage(aRequest(1)))).batchItemFailures).toHaveLength(1)
    given.services.ledger.note = note
  }

  test('after a crash between start and note joins its job', async () => {
    const given = world()
    await crash(given)
    await send(given, aMessage(aRequest(1), { receives: 2 }))
    expect(given.provider.orders).toHaveLength(1)
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'submitted', providerJobId: 'job-1' })
    expect(given.answers).toEqual([])
  })

  test('whose job has ended meanwhile is answered at once: no second notice comes', async () => {
    const given = world()
    await crash(given)
    given.provider.end('job-1')
    await send(given, aMessage(aRequest(1), { receives: 2 }))
    expect(given.reportTo(tokenOf(1))).toMatchObject({ looked: true, findings: [] })
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'complete' })
  })

  test('with a new token, after its job was answered, is answered again', async () => {
    const given = world()
    await send(given, aMessage(aRequest(1)))
    given.provider.end('job-1')
    await onModerationNotice(aNotice({ JobTag: `${assetIdOf(1)}:0` }), given.services)
    await send(given, aMessage(aRequest(1, { taskToken: 'token-of-the-retry' })))
    expect(given.reportTo('token-of-the-retry')).toMatchObject({ looked: true })
    expect(given.provider.orders).toHaveLength(1)
  })

  test('with a new token, while its job runs, is answered by the notice', async () => {
    const given = world()
    await send(given, aMessage(aRequest(1)))
    await send(given, aMessage(aRequest(1, { taskToken: 'token-of-the-retry' })))
    given.provider.end('job-1')
    await onModerationNotice(aNotice({ JobTag: `${assetIdOf(1)}:0` }), given.services)
    expect(given.answers.map(({ taskToken }) => taskToken)).toEqual(['token-of-the-retry'])
  })

  test('whose labels the provider has forgotten is told so', async () => {
    const given = world()
    await send(given, aMessage(aRequest(1)))
    given.provider.jobs.clear()
    await send(given, aMessage(aRequest(1, { taskToken: 'token-of-the-retry' })))
    expect(given.reportTo('token-of-the-retry')).toMatchObject({ looked: false })
  })
})

describe('what the provider refuses', () => {
  test('because of the video is a report, not a fault', async () => {
    const given = world()
    given.services.startJob = () =>
      Promise.reject(new UnsupportedSourceError('video-too-large', 'more than 10 GB'))
    expect(await send(given, aMessage(aRequest(1)))).toEqual({ batchItemFailures: [] })
    expect(given.reportTo(tokenOf(1))).toMatchObject({ looked: false, reason: { code: 'video-too-large' } })
    expect(await given.ledger.load(JOB)).toMatchObject({ status: 'error' })
  })

  test('because of the request is a fault of ours that fails the state, and blocks nobody', async () => {
    const given = world(2)
    given.services.startJob = (order) =>
      order.jobTag.startsWith(assetIdOf(1))
        ? Promise.reject(new InvalidInputError('AccessDeniedException'))
        : given.provider.startJob(order)
    const answer = await send(given, aMessage(aRequest(1)), aMessage(aRequest(2), { id: 'm2' }))
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(given.answers).toMatchObject([{ taskToken: tokenOf(1), answer: { error: 'JobFailedError' } }])
    expect(given.provider.orders).toHaveLength(1)
  })
})

describe('a message that is none of ours', () => {
  test.each([
    ['no JSON', 'hello'],
    ['another shape', { hello: 'world' }],
    ['no token', aRequest(1, { taskToken: undefined })],
    ['an asset that nobody registered', aRequest(77)],
  ])('(%s) is put aside, and those behind it go on', async (_, body) => {
    const given = world(2)
    const answer = await send(given, aMessage(body, { id: 'odd' }), aMessage(aRequest(2), { id: 'm2' }))
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(given.asides).toEqual([typeof body === 'string' ? body : JSON.stringify(body)])
    expect(given.provider.orders).toHaveLength(1)
  })

  test('is tried again when it cannot be put aside', async () => {
    const given = world()
    given.services.sendToFifo = () => Promise.reject(new ProviderUnavailableError('no answer'))
    const { batchItemFailures } = await send(given, aMessage('hello', { id: 'odd' }))
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'odd' }])
  })
})

test('no log line has a token in it', async () => {
  const lines: unknown[] = []
  const levels = ['info', 'warn', 'error'] as const
  const before = levels.map((level) => logger[level].bind(logger))
  for (const level of levels) logger[level] = (...line: unknown[]) => void lines.push(...line)
  try {
    const given = world(2)
    given.provider.places = 0
    await send(given, aMessage(aRequest(77), { id: 'odd' }), aMessage(aRequest(1)))
    given.services.startJob = () => Promise.reject(new InvalidInputError('refused'))
    await send(given, aMessage(aRequest(1)))
  } finally {
    levels.forEach((level, index) => (logger[level] = before[index]!))
  }
  expect(lines.length).toBeGreaterThan(2)
  const text = lines.map((line) =>
    line instanceof Error ? `${line.message} ${line.stack}` : JSON.stringify(line),
  )
  expect(text.join('\n')).not.toMatch(/token-\d/)
})
