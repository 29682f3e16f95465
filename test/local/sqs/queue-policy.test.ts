// A rule or a topic sends in the name of its service: the queue's own policy decides.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createActivity } from '../../../local/runtime/activity.ts'
import { realClock } from '../../../local/runtime/clock.ts'
import type { CloudContext } from '../../../local/runtime/context.ts'
import { createIdentities } from '../../../local/runtime/identities.ts'
import type { Caller } from '../../../local/runtime/identities.ts'
import { createMessaging } from '../../../local/sqs/messaging.ts'
import { createSqsService } from '../../../local/sqs/service.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-'))
const context: CloudContext = {
  accountId: '000000000000',
  region: 'us-east-1',
  endpointUrl: () => 'http://127.0.0.1:1',
  dataDir,
  clock: realClock(),
  activity: createActivity(),
  identities: createIdentities('000000000000'),
  emitEvent: async () => undefined,
  log: () => undefined,
}
const service = createSqsService(context, createMessaging(context))
afterAll(async () => {
  await service.stop?.()
  rmSync(dataDir, { recursive: true, force: true })
})

const RULE = 'arn:aws:events:us-east-1:000000000000:rule/on-upload'
const QueueUrl = 'http://127.0.0.1:1/000000000000/work'
const rule = (sourceArn: string): Caller => ({ arn: 'events.amazonaws.com', type: 'AWSService', sourceArn })
const call = (operation: string, input: object, caller: Caller) =>
  service.operations[operation]?.(input, { caller, requestId: 'r', headers: {} })
const developer: Caller = { arn: 'arn:aws:iam::000000000000:user/developer', type: 'IAMUser' }

beforeAll(async () => {
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
      },
    ],
  })
  await call('CreateQueue', { QueueName: 'work', Attributes: { Policy } }, developer)
  await call('CreateQueue', { QueueName: 'closed' }, developer)
})

test('the rule that the policy names may send', async () => {
  const sent = await call('SendMessage', { QueueUrl, MessageBody: 'x' }, rule(RULE))
  expect(sent).toMatchObject({ MessageId: expect.any(String) })
})

test('another rule, and a queue without a policy, are refused', async () => {
  const other = call('SendMessage', { QueueUrl, MessageBody: 'x' }, rule(`${RULE}-other`))
  await expect(other).rejects.toMatchObject({ code: 'AccessDenied' })
  const closed = { QueueUrl: QueueUrl.replace('work', 'closed'), MessageBody: 'x' }
  await expect(call('SendMessage', closed, rule(RULE))).rejects.toMatchObject({ code: 'AccessDenied' })
})
