// The API of the fixture as `sls deploy` makes it, asked over HTTP.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { GetApiCommand, GetRoutesCommand } from '@aws-sdk/client-apigatewayv2'
import { startIssuer, type Issuer } from './issuer.ts'
import { openLab, send, type Lab, type Sent } from './lab.ts'

let lab: Lab
let issuer: Issuer
let endpoint: string
let apiId: string

beforeAll(async () => {
  issuer = await startIssuer()
  lab = await openLab()
  await lab.sls('deploy', issuer.url)
  apiId = (await lab.outputs('api-fixture-local'))['HttpApiId'] ?? ''
  endpoint = (await lab.apis.send(new GetApiCommand({ ApiId: apiId }))).ApiEndpoint ?? ''
}, 900_000)
afterAll(async () => {
  await lab.close()
  await issuer.close()
})

const ask = (path: string, sent?: Sent) => send(endpoint + path, sent)
/** What the function answers when it is told so in the body. */
const answering = (body: unknown, sent: Sent = {}) =>
  ask('/anything?answer=body', {
    method: 'POST',
    body: JSON.stringify(body),
    ...sent,
    headers: { 'content-type': 'application/json', ...sent.headers },
  })

describe('the event', () => {
  test('has every member of payload format 2.0', async () => {
    const answer = await ask('/tasks/a%20b%2Bc?x=1&y=%ED%95%9C+%26&x=2&empty=', {
      method: 'PUT',
      headers: {
        'User-Agent': 'tester/1',
        'X-Twice': ['one', 'two'],
        'Content-Type': 'application/json',
        cookie: 'a=1; b=2',
        'x-forwarded-for': '203.0.113.9',
        'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
      },
      body: '{"name":"한"}',
    })
    const { host } = new URL(endpoint)
    const event = answer.json() as { requestContext: { timeEpoch: number } }
    const { timeEpoch } = event.requestContext
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'ANY /tasks/{id}',
      rawPath: '/tasks/a b+c',
      rawQueryString: 'x=1&y=%ED%95%9C+%26&x=2&empty=',
      cookies: ['a=1', 'b=2'],
      headers: {
        host,
        'user-agent': 'tester/1',
        'x-twice': 'one,two',
        'content-type': 'application/json',
        'content-length': '14',
        'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
        'x-forwarded-for': '203.0.113.9, 127.0.0.1',
        'x-forwarded-port': new URL(endpoint).port,
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { x: '1,2', y: '한 &', empty: '' },
      pathParameters: { id: 'a b+c' },
      requestContext: {
        accountId: '000000000000',
        apiId,
        domainName: `${apiId}.execute-api.ap-northeast-2.amazonaws.com`,
        domainPrefix: apiId,
        http: {
          method: 'PUT',
          path: '/tasks/a b+c',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'tester/1',
        },
        requestId: answer.headers['apigw-requestid'],
        routeKey: 'ANY /tasks/{id}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch,
      },
      body: '{"name":"한"}',
      isBase64Encoded: false,
    })
    expect(Math.abs(timeEpoch - lab.now())).toBeLessThan(60_000)
  })

  test('leaves out what there is nothing of', async () => {
    const event = (await ask('/tasks/mine')).json() as Record<string, unknown>
    const absent = ['body', 'cookies', 'pathParameters', 'queryStringParameters', 'stageVariables']
    expect(Object.keys(event)).not.toEqual(expect.arrayContaining(absent))
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false })
  })

  test.each([
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/problem+json', false],
    ['application/x-www-form-urlencoded', true],
    ['image/png', true],
    [undefined, true],
  ])('carries a body of type %s, in base64: %s', async (type, isBase64Encoded) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
    const event = (await ask('/x', { method: 'POST', headers, body: 'a=1' })).json()
    const body = isBase64Encoded ? 'YT0x' : 'a=1'
    expect(event).toMatchObject({ body, isBase64Encoded })
  })
})

describe('the route', () => {
  test.each([
    ['GET', '/tasks/mine', 'GET /tasks/mine', undefined],
    ['GET', '/tasks/7', 'GET /tasks/{id}', { id: '7' }],
    ['DELETE', '/tasks/7', 'ANY /tasks/{id}', { id: '7' }],
    ['DELETE', '/tasks/mine', 'ANY /tasks/{id}', { id: 'mine' }],
    ['GET', '/files/a/b%2Fc.txt', 'GET /files/{proxy+}', { proxy: 'a/b/c.txt' }],
    ['POST', '/files/a/b', 'ANY /{proxy+}', { proxy: 'files/a/b' }],
    ['GET', '/tasks/7/', 'ANY /{proxy+}', { proxy: 'tasks/7/' }],
    ['GET', '/a/../b//c', 'ANY /{proxy+}', { proxy: 'a/../b//c' }],
  ])('of %s %s is %s', async (method, path, routeKey, pathParameters) => {
    const event = (await ask(path, { method })).json() as Record<string, unknown>
    expect([event['routeKey'], event['pathParameters']]).toEqual([routeKey, pathParameters])
  })

  test.each(['', '/'])('is not found for "%s", of which {proxy+} has nothing', async (path) => {
    const answer = await ask(path)
    expect([answer.status, answer.text]).toEqual([404, '{"message":"Not Found"}'])
    expect(answer.headers['content-type']).toBe('application/json')
  })

  test('is not found at an API that there is not', async () => {
    const answer = await send(endpoint.replace(apiId, 'abcdefghij') + '/tasks/mine')
    expect([answer.status, answer.text]).toEqual([404, '{"message":"Not Found"}'])
  })

  test('is found by the host name of the API too', async () => {
    const host = `${apiId}.execute-api.ap-northeast-2.amazonaws.com`
    const answer = await send(`${lab.url}/tasks/9`, { headers: { host } })
    expect(answer.json()).toMatchObject({ rawPath: '/tasks/9', headers: { host } })
  })
})

describe('the answer', () => {
  test('is what the function says', async () => {
    const answer = await answering({
      statusCode: 201,
      headers: { 'X-Total': 3, Connection: 'close', 'content-length': 1 },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([0xff, 0x41]).toString('base64'),
      isBase64Encoded: true,
    })
    expect(answer.status).toBe(201)
    expect(answer.headers).toMatchObject({
      'x-total': '3',
      'set-cookie': ['a=1; HttpOnly', 'b=2'],
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '2',
    })
  })

  test.each([
    ['an object', { ok: true }, '{"ok":true}'],
    ['a text', 'hello', 'hello'],
    ['a list', [1, 2], '[1,2]'],
  ])('is taken as a whole when it is %s without a status', async (_name, value, text) => {
    const answer = await answering(value)
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      200,
      'application/json',
      text,
    ])
  })

  test.each([
    ['a status that is none', { statusCode: 'fine' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are lists', { statusCode: 200, headers: { a: ['b'] } }],
    ['a header that breaks the line', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
  ])('is an Internal Server Error for %s', async (_name, value) => {
    const answer = await answering(value)
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}'])
  })

  test('to HEAD has no body', async () => {
    const answer = await ask('/tasks/1', { method: 'HEAD' })
    expect([answer.status, answer.text]).toEqual([200, ''])
  })

  test('hides why a function failed', async () => {
    const answer = await ask('/fails', { method: 'POST' })
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}'])
  })

  test('to more than 10 MB is 413, whether it is announced or not', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1)
    const announced = await ask('/x', { method: 'POST', body })
    expect([announced.status, announced.text]).toEqual([413, '{"message":"Request Entity Too Large"}'])
    const chunked = await ask('/x', { method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body })
    expect(chunked.status).toBe(413)
  })

  test('to more than a function takes is 413 too', async () => {
    const answer = await ask('/x', { method: 'POST', body: Buffer.alloc(6 * 1024 * 1024) })
    expect(answer.status).toBe(413)
  })
})

describe('pages of a browser', () => {
  const origin = 'https://console.example.com'
  const preflight = { origin, 'access-control-request-method': 'GET' }

  test('may ask before, without a token', async () => {
    const host = `${apiId}.execute-api.ap-northeast-2.amazonaws.com`
    const answer = await send(lab.url, { method: 'OPTIONS', headers: { ...preflight, host } })
    expect(answer.status).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
    })
  })

  test('are answered by a route that takes OPTIONS, with the headers of the configuration', async () => {
    const answer = await ask('/tasks/1', { method: 'OPTIONS', headers: preflight })
    expect(answer.json()).toMatchObject({ routeKey: 'ANY /tasks/{id}' })
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
  })

  test('read what the function says, but not what it says about CORS', async () => {
    const headers = {
      'access-control-allow-origin': '*',
      'Access-Control-Allow-Methods': 'DELETE',
      'x-total': '1',
    }
    const answer = await answering({ statusCode: 200, headers }, { headers: { origin } })
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-total',
      'x-total': '1',
    })
    expect(answer.headers).not.toHaveProperty('access-control-allow-methods')
    const plain = await answering({ statusCode: 200, headers })
    expect(plain.headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('read a refusal', async () => {
    const answer = await ask('/private', { headers: { origin } })
    expect(answer.status).toBe(401)
    expect(answer.headers['access-control-allow-origin']).toBe(origin)
  })

  test.each(['https://console.example.com.evil.example', 'http://console.example.com', 'null'])(
    'of somebody else (%s) reach no function',
    async (foreign) => {
      const answer = await ask('/tasks/1', { headers: { origin: foreign } })
      expect(answer.status).toBe(403)
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    },
  )

  test('cannot get in by another host name', async () => {
    const host = 'rebound.example.com'
    const answer = await ask('/tasks/1', { headers: { host } })
    expect(answer.status).toBe(403)
  })
})

test('everything is still there after a restart', async () => {
  await lab.restart()
  expect((await ask('/tasks/mine')).status).toBe(200)
  const { Items = [] } = await lab.apis.send(new GetRoutesCommand({ ApiId: apiId }))
  expect(Items).toHaveLength(9)
})

test('and nothing after sls remove', async () => {
  await lab.sls('remove', issuer.url)
  expect((await ask('/tasks/mine')).status).toBe(404)
  await expect(lab.apis.send(new GetApiCommand({ ApiId: apiId }))).rejects.toMatchObject({
    name: 'NotFoundException',
  })
}, 900_000)
