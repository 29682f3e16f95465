// A small endpoint that answers as AWS services do on the wire, so that the interpreter's real SDK clients have somebody
// to talk to. Functions answer Lambda's Invoke; everything else is found by its X-Amz-Target.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AwsError } from '../../../local/runtime/aws-error.ts'

export type Answer = (input: any, key: string) => unknown

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
  requests: { target: string; input: any; key: string }[]
  close(): Promise<void>
}

export async function openFakeAws(otherwise: Answer = () => undefined): Promise<FakeAws> {
  const fake: FakeAws = { url: '', functions: {}, answers: {}, requests: [], close: async () => {} }
  const server = createServer((request, response) => void answer(fake, otherwise, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  fake.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return fake
}

async function answer(fake: FakeAws, otherwise: Answer, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const input = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as unknown
  const name = /functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1]
  const functionName = name && decodeURIComponent(name).split(':').at(-1)
  const target = functionName ? `lambda:${functionName}` : String(request.headers['x-amz-target'])
  const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  fake.requests.push({ target, input, key })
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-requestid': 'req-1',
      ...headers,
    })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }
  try {
    const chosen = functionName ? fake.functions[functionName] : fake.answers[target]
    const output = chosen ? await chosen(input, key) : await otherwise({ target, input }, key)
    send(200, output ?? (functionName ? null : {}), { 'x-amz-executed-version': '$LATEST' })
  } catch (error) {
    if (error instanceof FunctionError) {
      const payload = { errorType: error.errorType, errorMessage: error.message }
      return send(200, payload, { 'x-amz-function-error': 'Unhandled' })
    }
    const { code = 'InternalError', statusCode = 500, message } = error as AwsError
    send(statusCode, { __type: code, message, ...(error as AwsError).members }, { 'x-amzn-errortype': code })
  }
}
