// Where a command goes: the local cloud of this machine, an endpoint that was named, or AWS.
import { resolve } from 'node:path'
import { UsageError } from './errors.ts'

/** Options that every command which talks to a stack takes. */
export interface TargetOptions {
  stage: string
  region?: string
  endpointUrl?: string
  port: number
  data: string
  json: boolean
  verbose: boolean
}

export interface Target {
  stage: string
  stackName: string
  /** Absent where the SDK is to find it in its own configuration. */
  region: string | undefined
  /** Absent for AWS itself. */
  endpointUrl: string | undefined
  /** No real credentials are needed, and none are sent. */
  onThisMachine: boolean
  /** The command may start the local cloud. */
  ownCloud: boolean
}

const SERVICE = 'reelgate'
export const LOCAL_STAGE = 'local'
export const DEFAULT_PORT = 4566
export const PROJECT_ROOT = resolve(import.meta.dirname, '..')
export const DEFAULT_DATA = resolve(PROJECT_ROOT, '.reelgate')

const LOCAL_REGION = 'ap-northeast-2'
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Nobody else can listen on the way there. */
export const isOnThisMachine = (url: string) => LOOPBACK.has(new URL(url).hostname)

export const localUrl = (port: number) => `http://127.0.0.1:${port}`

/** Without a slash at its end; undefined where it is no URL of HTTP. */
export const parseEndpoint = (text: string): string | undefined =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text.replace(/\/+$/, '') : undefined

/** Where the SDK and Serverless would go by themselves: a command that names AWS and goes elsewhere would be a trap. */
function endpointFrom({ AWS_ENDPOINT_URL: text = '' }: NodeJS.ProcessEnv): string | undefined {
  const url = parseEndpoint(text)
  if (url === undefined && text !== '')
    throw new UsageError(`The environment has AWS_ENDPOINT_URL, which is no URL: ${text}`)
  return url
}

/** @throws UsageError */
export function chooseTarget(options: TargetOptions, environment: NodeJS.ProcessEnv = process.env): Target {
  const ownCloud = options.stage === LOCAL_STAGE && options.endpointUrl === undefined
  const endpointUrl = ownCloud ? localUrl(options.port) : (options.endpointUrl ?? endpointFrom(environment))
  const onThisMachine = endpointUrl !== undefined && isOnThisMachine(endpointUrl)
  const configured = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION']
  return {
    stage: options.stage,
    stackName: `${SERVICE}-${options.stage}`,
    region: options.region ?? (onThisMachine ? LOCAL_REGION : configured),
    endpointUrl,
    onThisMachine,
    ownCloud,
  }
}

/** How a person would name the target. */
export const nameTarget = (target: Target) =>
  target.endpointUrl ?? `AWS${target.region ? ` ${target.region}` : ''}, stage ${target.stage}`
