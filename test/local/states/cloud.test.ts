import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  GetExecutionHistoryCommand,
  InvalidDefinition,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { startCloud, type LocalCloud } from '../../../local/cloud.ts'
import { makeRole } from '../../support/make-role.ts'
import { machineOf, ROLE } from './lab.ts'

let cloud: LocalCloud
let sfn: SFNClient
let sqs: SQSClient
let dynamodb: DynamoDBClient
const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-states-cloud-'))

beforeAll(async () => {
  cloud = await startCloud({ port: 0, dataDir, virtualClock: true, log: () => {} })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = { endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 }
  sfn = new SFNClient(client)
  sqs = new SQSClient(client)
  dynamodb = new DynamoDBClient(client)
  await makeRole(client, ROLE)
})
afterAll(async () => {
  for (const client of [sfn, sqs, dynamodb]) client.destroy()
  await cloud.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const create = async (name: string, states: object) => {
  const command = new CreateStateMachineCommand({ name, definition: machineOf(states), roleArn: ROLE })
  return (await sfn.send(command)).stateMachineArn
}

it('registers in DynamoDB, asks through SQS and goes on when the token is answered', async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'reviews' }))
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'assets',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  await cloud.activity.idle()
  const put = {
    Type: 'Task',
    Resource: 'arn:aws:states:::dynamodb:putItem',
    Arguments: {
      TableName: 'assets',
      Item: { id: { S: '{% $states.input.id %}' } },
      ConditionExpression: 'attribute_not_exists(id)',
    },
    Output: '{% $states.input %}',
    Retry: [{ ErrorEquals: ['DynamoDB.ResourceNotFoundException'], MaxAttempts: 5 }],
    Catch: [{ ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], Next: 'Duplicate', Output: {} }],
  }
  const stateMachineArn = await create('review', {
    'Register asset': { ...put, Next: 'Review' },
    Review: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: {
        QueueUrl,
        MessageBody: { id: '{% $states.input.id %}', token: '{% $states.context.Task.Token %}' },
      },
      TimeoutSeconds: 86_400,
      End: true,
    },
    Duplicate: { Type: 'Succeed', Output: { outcome: 'duplicate' } },
  })
  const input = JSON.stringify({ id: 'a-1' })
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'a-1', input }))
  await cloud.activity.idle()
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }))
  const message = JSON.parse(Messages?.[0]?.Body ?? '{}') as { id: string; token: string }
  expect(message.id).toBe('a-1')
  const answer = new SendTaskSuccessCommand({ taskToken: message.token, output: '{"verdict":"approve"}' })
  await sfn.send(answer)
  const ended = await sfn.send(new DescribeExecutionCommand({ executionArn }))
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{"verdict":"approve"}' })
  expect(ended.stopDate?.getTime()).toBeGreaterThanOrEqual(ended.startDate?.getTime() ?? Infinity)
  await expect(sfn.send(answer)).rejects.toBeInstanceOf(TaskTimedOut)
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'assets', Key: { id: { S: 'a-1' } } }))
  expect(Item).toEqual({ id: { S: 'a-1' } })

  const again = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'a-1-again', input }))
  await cloud.activity.idle()
  const duplicate = await sfn.send(new DescribeExecutionCommand({ executionArn: again.executionArn }))
  expect(duplicate).toMatchObject({ status: 'SUCCEEDED', output: '{"outcome":"duplicate"}' })
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events?.[2]?.taskScheduledEventDetails).toMatchObject({
    resourceType: 'dynamodb',
    resource: 'putItem',
  })
  expect(events?.[0]?.timestamp).toEqual(ended.startDate)
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }))
  expect(executions?.map(({ name }) => name)).toEqual(['a-1-again', 'a-1'])
})

it('errors are the SDK’s own classes', async () => {
  const stateMachineArn = await create('waits', { W: { Type: 'Wait', Seconds: 60, End: true } })
  await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'x' }))
  const other = new StartExecutionCommand({ stateMachineArn, name: 'x', input: '{"a":1}' })
  await expect(sfn.send(other)).rejects.toBeInstanceOf(ExecutionAlreadyExists)
  const wrong = create('wrong', { A: { Type: 'Pass', Next: 'B' } })
  await expect(wrong).rejects.toBeInstanceOf(InvalidDefinition)
  await expect(wrong).rejects.toThrow('/States/A/Next')
})
