// Runs a CloudFront Function at a viewer's request. The code is the deployer's own: the context keeps it from leaning on
// what the edge does not have, it is no prison.
import { createContext, Script } from 'node:vm'
import { cloudFrontError } from '../errors.ts'

/** `event.request` of https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export interface FunctionRequest {
  method: string
  uri: string
  querystring: Record<string, { value: string }>
  headers: Record<string, { value: string }>
  cookies: Record<string, { value: string }>
}

export interface FunctionResponse {
  statusCode: number
  statusDescription?: string
  headers?: Record<string, { value: string }>
  body?: string | { encoding?: string; data: string }
}

export interface FunctionEvent {
  version: '1.0'
  context: { distributionDomainName: string; distributionId: string; eventType: string; requestId: string }
  viewer: { ip: string }
  request: FunctionRequest
}

/** What `cf.kvs()` gives; both throw where the key is missing, or there is no store. */
export interface KeyReader {
  get(key: string): string
  exists(key: string): boolean
}

const IMPORT = /^import\s+(\w+)\s+from\s+['"]([\w-]+)['"];?$/gm

/** Ends an endless loop. Far more than the edge allows: this is time on the wall, and encoders may have the processors. */
const SYNCHRONOUS_MS = 2000

/** @throws FunctionValidationFailed for what the edge here cannot run */
export function compile(code: string): Script {
  const plain = code.replace(IMPORT, (_, name: string, module: string) => {
    if (module !== 'cloudfront') throw invalid(`it imports ${module}; only cloudfront is here`)
    return `const ${name} = __cloudfront;`
  })
  try {
    return new Script(`'use strict';\n${plain}\n;handler`, { filename: 'viewer-function.js' })
  } catch (error) {
    throw invalid((error as Error).message)
  }
}

const invalid = (why: string) =>
  cloudFrontError('InvalidArgument', `The function code is not valid: ${why}.`, 400)

/** @throws whatever the function throws */
export async function runViewerFunction(
  code: string,
  event: FunctionEvent,
  keys: KeyReader | undefined,
): Promise<FunctionRequest | FunctionResponse> {
  const kvs = () => {
    if (!keys) throw new Error('The function has no key value store.')
    const get = async (key: string, options?: { format?: string }) => {
      const value = keys.get(key)
      return options?.format === 'json' ? (JSON.parse(value) as unknown) : value
    }
    return { get, exists: async (key: string) => keys.exists(key) }
  }
  const globals = { __cloudfront: { kvs }, console: { log: () => undefined }, Buffer, atob, btoa }
  const context = createContext(globals, { codeGeneration: { strings: false, wasm: false } })
  const handler = compile(code).runInContext(context, { timeout: SYNCHRONOUS_MS }) as (
    given: FunctionEvent,
  ) => FunctionRequest | FunctionResponse | Promise<FunctionRequest | FunctionResponse>
  return handler(structuredClone(event))
}
