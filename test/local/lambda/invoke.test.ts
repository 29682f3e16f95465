import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { InvokeCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { invoke, openLab, readLog, zip, REGION } from './lab.ts'
import type { Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

describe('a function answers', () => {
  test('with what its handler resolves to, and sees its event and context', async () => {
    await lab.deploy(
      'echo',
      `export const handler = async (event, context) => ({ event, name: context.functionName, arn: context.invokedFunctionArn,
        memory: context.memoryLimitInMB, leftMs: context.getRemainingTimeInMillis(), id: context.awsRequestId })`,
      { Timeout: 5 },
    )
    const { result, FunctionError, ExecutedVersion, StatusCode } = await invoke(lab, 'echo', { 한글: '값' })
    expect({ FunctionError, ExecutedVersion, StatusCode }).toEqual({
      ExecutedVersion: '$LATEST',
      StatusCode: 200,
    })
    expect(result).toMatchObject({
      event: { 한글: '값' },
      name: 'echo',
      arn: `arn:aws:lambda:${REGION}:000000000000:function:echo`,
      memory: '128',
    })
    expect(result.leftMs).toBeGreaterThan(3000)
    expect(result.leftMs).toBeLessThanOrEqual(5000)
    expect(readLog(lab, 'echo')).toMatch(
      new RegExp(`START RequestId: ${String(result['id'])} Version: \\$LATEST`),
    )
    expect(readLog(lab, 'echo')).toMatch(/REPORT RequestId: .*Duration: .* ms.*Memory Size: 128 MB/)
  })

  test('null when nothing is returned, and values that are no objects', async () => {
    await lab.deploy('nothing', 'export const handler = async (event) => event.value')
    expect((await invoke(lab, 'nothing')).result).toBeNull()
    expect((await invoke(lab, 'nothing', { value: 'text' })).result).toBe('text')
    expect((await invoke(lab, 'nothing', { value: 0 })).result).toBe(0)
  })

  test('from CommonJS, from a folder, and by callback before Node.js 24', async () => {
    const Code = {
      ZipFile: zip({
        'src/rooms/main.js': `exports.start = (event, context, done) => done(null, { sum: event.a + event.b })`,
      }),
    }
    await lab.deploy('callback', '', { Code, Handler: 'src/rooms/main.start', Runtime: 'nodejs22.x' })
    expect((await invoke(lab, 'callback', { a: 1, b: 2 })).result).toEqual({ sum: 3 })

    await lab.deploy('callback-24', '', { Code, Handler: 'src/rooms/main.start' })
    expect((await invoke(lab, 'callback-24')).result.errorType).toBe('Runtime.CallbackHandlerDeprecated')
  })
})

describe('an instance', () => {
  test('keeps its state while warm and serves one request at a time', async () => {
    await lab.deploy(
      'counter',
      `let served = 0, running = 0
       export const handler = async () => {
         running++; await new Promise((r) => setTimeout(r, 50)); const together = running; running--
         return { served: ++served, together } }`,
    )
    expect((await invoke(lab, 'counter')).result).toEqual({ served: 1, together: 1 })
    expect((await invoke(lab, 'counter')).result).toEqual({ served: 2, together: 1 })
    const many = await Promise.all([1, 2, 3].map(() => invoke(lab, 'counter')))
    expect(many.map((one) => one.result.together)).toEqual([1, 1, 1])
    await lab.advance(61_000)
    expect((await invoke(lab, 'counter')).result.served).toBe(1)
  })

  test('sees its own environment and nothing of the process around it', async () => {
    process.env['SECRET_OF_THE_DEVELOPER'] = 'leak'
    await lab.deploy('environment', 'export const handler = async () => process.env', {
      Environment: { Variables: { TABLE: 'assets', NODE_OPTIONS: '--enable-source-maps' } },
    })
    const { result } = await invoke(lab, 'environment')
    expect(Object.keys(result).sort()).toEqual(
      (
        'AWS_ACCESS_KEY_ID AWS_DEFAULT_REGION AWS_ENDPOINT_URL ' +
        'AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_MEMORY_SIZE ' +
        'AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE ' +
        'AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_REGION AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN ' +
        'LAMBDA_TASK_ROOT LANG NODE_OPTIONS PATH TABLE TZ _HANDLER _X_AMZN_TRACE_ID'
      ).split(' '),
    )
    expect(result).toMatchObject({
      TABLE: 'assets',
      AWS_ENDPOINT_URL: lab.cloud.url,
      _HANDLER: 'index.handler',
    })
  })

  test('calls the cloud as its role', async () => {
    // The gateway tells the caller from the access key in the scope, as AWS does.
    const source = `export const handler = async () => {
      const scope = process.env.AWS_ACCESS_KEY_ID + '/20261121/us-east-1/sts/aws4_request'
      const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
        method: 'POST',
        headers: { authorization: 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0' },
        body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }),
      })
      return /<Arn>(.*)<\\/Arn>/.exec(await answer.text())[1]
    }`
    await lab.deploy('caller', source, { Timeout: 20 })
    expect((await invoke(lab, 'caller')).result).toBe(
      'arn:aws:sts::000000000000:assumed-role/test-role/caller',
    )
  })

  test('follows the clock of the cloud', async () => {
    await lab.deploy(
      'clock',
      `export const handler = async () => ({ now: Date.now(), made: new Date().toISOString(), isDate: new Date() instanceof Date,
         parsed: new Date('2020-01-01').getTime(), text: typeof Date(), name: Date.name })`,
    )
    await lab.advance(90 * 86_400_000)
    const { result } = await invoke(lab, 'clock')
    const { now, made } = result as { now: number; made: string }
    expect(Math.abs(now - lab.cloud.clock.now())).toBeLessThan(5000)
    expect(Math.abs(Date.parse(made) - now)).toBeLessThan(1000)
    expect(result).toMatchObject({ isDate: true, parsed: 1577836800000, text: 'string', name: 'Date' })
  })
})

describe('a function that fails', () => {
  const failures: [string, string, Record<string, unknown>][] = [
    [
      'throws',
      `export const handler = async () => { throw new RangeError('too far') }`,
      { errorType: 'RangeError', errorMessage: 'too far' },
    ],
    [
      'throws-text',
      `export const handler = async () => { throw 'plain' }`,
      { errorType: 'string', errorMessage: 'plain', trace: [] },
    ],
    [
      'names-its-error',
      `class NotFoundError extends Error { name = 'NotFoundError' }
       export const handler = async () => { throw new NotFoundError('no asset') }`,
      { errorType: 'NotFoundError', errorMessage: 'no asset' },
    ],
    [
      'exits',
      `export const handler = async () => process.exit(3)`,
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') },
    ],
    [
      'cannot-load',
      `import 'no-such-package'\nexport const handler = async () => 1`,
      { errorType: 'Runtime.ImportModuleError' },
    ],
    [
      'borrows',
      `import { parse } from 'yaml'\nexport const handler = async () => parse('a: 1')`,
      { errorType: 'Runtime.ImportModuleError' },
    ],
    [
      'lacks-handler',
      `export const other = 1`,
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
    ],
    ['has-bad-syntax', `export const handler = async () => {`, { errorType: 'Runtime.UserCodeSyntaxError' }],
    [
      'throws-at-top',
      `throw new TypeError('while loading')`,
      { errorType: 'TypeError', errorMessage: 'while loading' },
    ],
    [
      'forgets-a-promise',
      `export const handler = () => { Promise.reject(new Error('lost')); return new Promise(() => {}) }`,
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' },
    ],
    [
      'answers-a-circle',
      `export const handler = async () => { const a = {}; a.a = a; return a }`,
      { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
    ],
    [
      'answers-too-much',
      `export const handler = async () => 'x'.repeat(6.1 * 1024 * 1024)`,
      { errorType: 'Function.ResponseSizeTooLarge' },
    ],
    [
      'never-ends',
      `export const handler = async () => new Promise(() => setInterval(() => {}, 1000))`,
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/),
      },
    ],
    ['spins', `export const handler = async () => { for (;;); }`, { errorType: 'Sandbox.Timedout' }],
    [
      'eats-memory',
      `const kept = []\nexport const handler = async () => { for (;;) kept.push(new Array(1e5).fill(Math.random())) }`,
      { errorType: 'Runtime.OutOfMemory' },
    ],
  ]
  test.each(failures)('%s', async (name, source, expected) => {
    const Timeout = expected['errorType'] === 'Sandbox.Timedout' ? 1 : 30
    await lab.deploy(name, source, { Timeout })
    const { FunctionError, StatusCode, result } = await invoke(lab, name)
    expect({ FunctionError, StatusCode }).toEqual({ FunctionError: 'Unhandled', StatusCode: 200 })
    expect(result).toMatchObject(expected)
  })

  test('is served again by a new instance', async () => {
    expect((await invoke(lab, 'exits')).result.errorType).toBe('Runtime.ExitError')
    expect((await invoke(lab, 'throws')).result.errorMessage).toBe('too far')
    expect((await invoke(lab, 'throws')).result.errorMessage).toBe('too far')
  })
})

describe('an invocation', () => {
  test('of a function that does not exist names it', async () => {
    await expect(invoke(lab, 'nobody')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: arn:aws:lambda:${REGION}:000000000000:function:nobody`,
    })
  })

  test('is refused when its payload is no JSON or too large', async () => {
    const send = (Payload: string) => lab.lambda.send(new InvokeCommand({ FunctionName: 'echo', Payload }))
    await expect(send('{')).rejects.toMatchObject({ name: 'InvalidRequestContentException' })
    await expect(send(JSON.stringify('x'.repeat(6 * 1024 * 1024)))).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
    })
  })

  test('beyond the reserved concurrency is throttled with a reason', async () => {
    await lab.deploy(
      'one-by-one',
      `export const handler = async () => new Promise((r) => setTimeout(r, 500))`,
    )
    await lab.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'one-by-one', ReservedConcurrentExecutions: 1 }),
    )
    const answers = await Promise.allSettled(
      [1, 2].map(() => lab.lambda.send(new InvokeCommand({ FunctionName: 'one-by-one' }))),
    )
    expect(answers.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find((one) => one.status === 'rejected')).toMatchObject({
      reason: {
        name: 'TooManyRequestsException',
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      },
    })
  })

  test('can be a dry run, and can ask for its log', async () => {
    const dry = await lab.lambda.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'DryRun' }))
    expect(dry.StatusCode).toBe(204)
    await lab.deploy('speaks', `export const handler = async () => { console.log('hello %s', 'there') }`)
    const { LogResult } = await lab.lambda.send(
      new InvokeCommand({ FunctionName: 'speaks', LogType: 'Tail' }),
    )
    expect(Buffer.from(LogResult!, 'base64').toString()).toMatch(/START [^]*\tINFO\thello there\n[^]*REPORT/)
  })

  test('needs a role that looks like one', async () => {
    await expect(lab.deploy('roleless', '', { Role: 'nobody' })).rejects.toMatchObject({
      name: 'ValidationException',
    })
  })
})
