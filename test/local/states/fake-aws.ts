// A small endpoint that answers as AWS services do on the wire, so that the interpreter's real SDK clients have somebody
// to talk to. Functions answer Lambda's Invoke; everything else is found by its X-Amz-Target.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AwsError } from '../../../local/runtime/aws-error.ts'

/** Each answer states the input it expects. */
export type Answer = { answer(input: unknown, key: string): unknown }['answer']

/** What a Lambda function throws: its error type and message become the payload of a function error. */
export class FunctionError extends Error {
  readonly errorType: string

  constructor(errorType: string, message = '') {
    super(message)
    this.errorType = errorType
  }
}

export interface FakeAws {
  url: string
  functions: Record<string, Answer>
  /** By X-Amz-Target, for instance `AmazonSQS.SendMessage`. */
  answers: Record<string, Answer>
  /** Every request: the target or `lambda:NAME`, its input and the access key that signed it. */
  requests: { target: string; input: unknown; key: string }[]
  close(): Promise<void>
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
}

export async function openFakeAws(otherwise: Answer = () => undefined): Promise<FakeAws> {
  const fake: FakeAws = { url: '', functions: {}, answers: {}, requests: [], close: async () => {} }
  const server = createServer((request, response) => void answer(fake, otherwise, { request, response }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  fake.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return fake
}

async function answer(fake: FakeAws, otherwise: Answer, { request, response }: Exchange) {
  const { target, key, input } = await read(request)
  fake.requests.push({ target, input, key })
  const name = target.startsWith('lambda:') ? target.slice(7) : undefined
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-requestid': 'req-1',
      ...headers,
    })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }
  try {
    const chosen = name ? fake.functions[name] : fake.answers[target]
    const output = chosen ? await chosen(input, key) : await otherwise({ target, input }, key)
    send(200, output ?? (name ? null : {}), { 'x-amz-executed-version': '$LATEST' })
  } catch (error) {
    if (error instanceof FunctionError) {
      const payload = { errorType: error.errorType, errorMessage: error.message }
      return send(200, payload, { 'x-amz-function-error': 'Unhandled' })
    }
    const { code = 'InternalError', statusCode = 500, message, members } = error as AwsError
    send(statusCode, { __type: code, message, ...members }, { 'x-amzn-errortype': code })
  }
}

async function read(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const path = /functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1]
  const target = path
    ? `lambda:${decodeURIComponent(path).split(':').at(-1)}`
    : String(request.headers['x-amz-target'])
  return {
    target,
    input: JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as unknown,
    key: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '',
  }
}
