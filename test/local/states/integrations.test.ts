import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { AwsError } from '../../../local/runtime/aws-error.ts'
import { FunctionError } from './fake-aws.ts'
import { detailsOf, INVOKE, machineOf, openLab, ROLE, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => void (lab = await openLab()))
afterAll(() => lab.close())
afterEach(() => {
  lab.aws.answers = {}
  lab.aws.functions = {}
  lab.aws.requests.length = 0
})

const task = (resource: string, Arguments?: unknown, more: object = {}) => ({
  T: { Type: 'Task', Resource: resource, ...(Arguments !== undefined && { Arguments }), End: true, ...more },
})
const service = (name: string) => `arn:aws:states:::${name}`
const refuse =
  (code: string, message = 'no', statusCode = 400) =>
  () => {
    throw new AwsError(code, message, statusCode)
  }

/** SQS answers with a digest that the SDK compares. */
const sent = ({ MessageBody }: { MessageBody: string }) => ({
  MessageId: 'm-1',
  MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
})

describe('lambda:invoke', () => {
  it('gives Payload, StatusCode and version of the answer', async () => {
    lab.aws.functions.probe = (event) => ({ got: event })
    const { output } = await lab.run(
      task(INVOKE, {
        FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:probe',
        Payload: { key: 'a b' },
      }),
    )
    expect(output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { got: { key: 'a b' } },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
      SdkResponseMetadata: { RequestId: 'req-1' },
    })
  })

  it('sends text as JSON text', async () => {
    lab.aws.functions.echo = (event) => event
    const { output } = await lab.run(task(INVOKE, { FunctionName: 'echo', Payload: 'plain' }))
    expect(output).toMatchObject({ Payload: 'plain' })
  })

  it('signs with credentials of the machine’s role, in the name of the execution', async () => {
    lab.aws.functions.who = () => 1
    const { name } = await lab.run(task(INVOKE, { FunctionName: 'who' }))
    const caller = lab.context.identities.resolve(lab.aws.requests[0]?.key)
    expect(caller).toEqual({
      type: 'AssumedRole',
      arn: `arn:aws:sts::000000000000:assumed-role/workflow/${name}`,
      roleArn: ROLE,
    })
  })

  it.each([
    ['TooManyRequestsException', 429, 'Lambda.TooManyRequestsException'],
    ['ServiceException', 500, 'Lambda.ServiceException'],
    ['ResourceNotFoundException', 404, 'Lambda.ResourceNotFoundException'],
    ['AccessDeniedException', 403, 'Lambda.AWSLambdaException'],
  ])('%s is tried once and reported as it is', async (code, status, name) => {
    lab.aws.functions.step = refuse(code, 'no way', status)
    const { error, cause } = await lab.run(task(INVOKE, { FunctionName: 'step' }))
    expect(error).toBe(name)
    expect(cause).toContain(`no way (Service: AWSLambda; Status Code: ${status}; Error Code: ${code};`)
    expect(lab.aws.requests).toHaveLength(1)
  })

  it('a function error without a type is Lambda.Unknown', async () => {
    lab.aws.functions.step = () => {
      throw new FunctionError('', 'out of memory')
    }
    expect((await lab.run(task(INVOKE, { FunctionName: 'step' }))).error).toBe('Lambda.Unknown')
  })
})

describe('a function’s ARN as Resource', () => {
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:direct'
  it('takes the state’s input and gives the function’s answer, with events of its own', async () => {
    lab.aws.functions.direct = (event: { n: number }) => ({ n: event.n + 1 })
    const { executionArn, output } = await lab.run(task(arn), { n: 1 })
    expect(output).toEqual({ n: 2 })
    expect(await lab.types(executionArn)).toEqual([
      ...['ExecutionStarted', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted'],
      ...['LambdaFunctionSucceeded', 'TaskStateExited', 'ExecutionSucceeded'],
    ])
  })

  it('fails with the function’s error', async () => {
    lab.aws.functions.direct = () => {
      throw new FunctionError('E', 'm')
    }
    const { executionArn, error } = await lab.run(task(arn))
    expect(error).toBe('E')
    const failed = detailsOf(await lab.history(executionArn), 'LambdaFunctionFailed')
    expect(failed).toMatchObject({ error: 'E' })
  })
})

describe('dynamodb', () => {
  it('puts an item and returns what the service returns', async () => {
    lab.aws.answers['DynamoDB_20120810.PutItem'] = (input: { Item: unknown }) => ({ Attributes: input.Item })
    const Item = { id: { S: 'x' }, n: { N: '1' }, list: { L: [{ BOOL: true }] } }
    const { output } = await lab.run(task(service('dynamodb:putItem'), { TableName: 't', Item }))
    expect(output).toMatchObject({ Attributes: Item })
  })

  it.each([
    ['dynamodb:putItem', 'DynamoDB.ConditionalCheckFailedException', 'DynamoDB.AmazonDynamoDBException'],
    ['aws-sdk:dynamodb:putItem', 'DynamoDb.ConditionalCheckFailedException', 'DynamoDb.DynamoDbException'],
  ])('%s names its errors %s and, unmodelled, %s', async (resource, modelled, base) => {
    const states = task(service(resource), { TableName: 't', Item: { id: { S: 'x' } } })
    lab.aws.answers['DynamoDB_20120810.PutItem'] = refuse(
      'ConditionalCheckFailedException',
      'The conditional request failed',
    )
    const ended = await lab.run(states)
    expect(ended.error).toBe(modelled)
    expect(ended.cause).toContain('The conditional request failed (Service: ')
    lab.aws.answers['DynamoDB_20120810.PutItem'] = refuse('ValidationException')
    expect((await lab.run(states)).error).toBe(base)
  })
})

describe('sqs, sns and events', () => {
  it('sqs:sendMessage writes objects as JSON text', async () => {
    lab.aws.answers['AmazonSQS.SendMessage'] = sent
    const Arguments = { QueueUrl: 'http://q', MessageBody: { a: [1] } }
    const { output } = await lab.run(task(service('sqs:sendMessage'), Arguments))
    expect(lab.aws.requests[0]?.input).toMatchObject({ MessageBody: '{"a":[1]}' })
    expect(output).toMatchObject({ MessageId: 'm-1' })
  })

  it('aws-sdk:sqs:sendMessage does not, and says so', async () => {
    const Arguments = { QueueUrl: 'http://q', MessageBody: { a: 1 } }
    const { error, cause } = await lab.run(task(service('aws-sdk:sqs:sendMessage'), Arguments))
    expect({ error, cause }).toEqual({
      error: 'States.Runtime',
      cause: 'The field \'MessageBody\' must be a string, but was {"a":1}',
    })
  })

  it('events:putEvents writes Detail as text and adds the execution and the machine to Resources', async () => {
    lab.aws.answers['AWSEvents.PutEvents'] = () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] })
    const Entries = [
      { Detail: { x: 1 }, DetailType: 'asset.published', Source: 'reelgate', Resources: ['r'] },
    ]
    const ended = await lab.run(task(service('events:putEvents'), { Entries }))
    expect(lab.aws.requests[0]?.input).toEqual({
      Entries: [
        { ...Entries[0], Detail: '{"x":1}', Resources: ['r', ended.executionArn, ended.stateMachineArn] },
      ],
    })
  })

  it('an entry that the bus refused is EventBridge.FailedEntry', async () => {
    lab.aws.answers['AWSEvents.PutEvents'] = () => ({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'InternalFailure' }],
    })
    const { error, cause } = await lab.run(
      task(service('events:putEvents'), { Entries: [{ Detail: {}, Source: 's' }] }),
    )
    expect(error).toBe('EventBridge.FailedEntry')
    expect(JSON.parse(cause)).toMatchObject({ Entries: [{ ErrorCode: 'InternalFailure' }] })
  })
})

describe('aws-sdk', () => {
  it('takes and gives PascalCase, whatever the wire says, and times as ISO strings', async () => {
    lab.aws.answers['AWSStepFunctions.DescribeExecution'] = ({ executionArn }: { executionArn: string }) => ({
      executionArn,
      stateMachineArn: 'm',
      status: 'RUNNING',
      startDate: 1_700_000_000,
    })
    const { output } = await lab.run(
      task(service('aws-sdk:sfn:describeExecution'), { ExecutionArn: 'an-arn' }),
    )
    expect(output).toEqual({
      ExecutionArn: 'an-arn',
      StateMachineArn: 'm',
      Status: 'RUNNING',
      StartDate: '2023-11-14T22:13:20.000Z',
    })
  })

  it('names errors by the service’s class, with Exception at the end', async () => {
    lab.aws.answers['AWSStepFunctions.DescribeExecution'] = refuse('ExecutionDoesNotExist')
    const { error } = await lab.run(task(service('aws-sdk:sfn:describeExecution'), { ExecutionArn: 'x' }))
    expect(error).toBe('Sfn.ExecutionDoesNotExistException')
  })

  it('refuses a member the operation does not have', async () => {
    const { error, cause } = await lab.run(
      task(service('aws-sdk:sfn:describeExecution'), { executionArn: 'x' }),
    )
    expect(error).toBe('States.Runtime')
    expect(cause).toBe("The field 'executionArn' is not supported by Step Functions")
  })

  it('a service that cannot be reached is an SdkClientException', async () => {
    const url = lab.aws.url
    lab.aws.url = 'http://127.0.0.1:9'
    try {
      const { error } = await lab.run(task(service('aws-sdk:sns:listTopics'), {}))
      expect(error).toBe('Sns.SdkClientException')
    } finally {
      lab.aws.url = url
    }
  })
})

describe('states:startExecution', () => {
  let child: string
  const childMachine = async (states: object) => {
    const name = `child-${Math.random().toString(36).slice(2)}`
    const made = await lab.call('CreateStateMachine', { name, definition: machineOf(states), roleArn: ROLE })
    child = made.stateMachineArn
  }
  const nested = (pattern: string, more: object = {}) =>
    task(service(`states:startExecution${pattern}`), { StateMachineArn: child, Input: { n: 20 } }, more)
  const double = { D: { Type: 'Pass', Output: { doubled: '{% $states.input.n * 2 %}' }, End: true } }

  it('starts and goes on at once', async () => {
    await childMachine({ W: { Type: 'Wait', Seconds: 60, End: true } })
    const { status, output } = await lab.run(nested(''))
    expect(status).toBe('SUCCEEDED')
    expect((await lab.describe((output as { ExecutionArn: string }).ExecutionArn)).status).toBe('RUNNING')
  })

  it('.sync:2 waits and gives the output as JSON, .sync as text', async () => {
    await childMachine(double)
    expect((await lab.run(nested('.sync:2'))).output).toMatchObject({
      Status: 'SUCCEEDED',
      Output: { doubled: 40 },
    })
    expect((await lab.run(nested('.sync'))).output).toMatchObject({ Output: '{"doubled":40}' })
  })

  it('.sync waits for as long as it takes', async () => {
    await childMachine({ W: { Type: 'Wait', Seconds: 86_400, End: true } })
    const { executionArn, status } = await lab.run(nested('.sync:2'))
    expect(status).toBe('RUNNING')
    await lab.advance(86_401_000)
    expect((await lab.describe(executionArn)).output).toMatchObject({ Output: { n: 20 } })
  })

  it('a nested failure is States.TaskFailed with the description as cause', async () => {
    await childMachine({ F: { Type: 'Fail', Error: 'Inner', Cause: 'why' } })
    const { error, cause } = await lab.run(nested('.sync:2'))
    expect(error).toBe('States.TaskFailed')
    expect(JSON.parse(cause)).toMatchObject({ Status: 'FAILED', Error: 'Inner', Cause: 'why' })
  })

  it('stopping the outer execution stops the nested one', async () => {
    await childMachine({ W: { Type: 'Wait', Seconds: 86_400, End: true } })
    const { executionArn } = await lab.run(nested('.sync:2'))
    await lab.call('StopExecution', { executionArn })
    await lab.idle()
    const { executions } = await lab.call('ListExecutions', { stateMachineArn: child })
    expect(executions.map(({ status }) => status)).toEqual(['ABORTED'])
  })
})

describe('the history of a Task', () => {
  it('names resource, region and parameters', async () => {
    lab.aws.answers['AmazonSQS.SendMessage'] = sent
    const Arguments = { QueueUrl: 'http://q', MessageBody: 'hi' }
    const { executionArn } = await lab.run(
      task(service('sqs:sendMessage'), Arguments, { TimeoutSeconds: 60 }),
    )
    const [, , scheduled, started, succeeded] = await lab.history(executionArn)
    const names = { resourceType: 'sqs', resource: 'sendMessage' }
    const parameters = JSON.stringify(Arguments)
    expect(scheduled?.taskScheduledEventDetails).toEqual({
      ...names,
      region: 'us-east-1',
      parameters,
      timeoutInSeconds: 60,
    })
    expect(started?.taskStartedEventDetails).toEqual(names)
    expect(succeeded?.taskSucceededEventDetails).toMatchObject({
      ...names,
      outputDetails: { truncated: false },
    })
  })
})
