// What a Task's Resource asks for. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html

/** `request` takes the answer of the call, `token` waits for SendTask…, `sync` waits for a nested execution's end. */
export type Pattern = 'request' | 'token' | 'sync' | 'sync2'

export type Resource =
  | { kind: 'function'; functionArn: string; pattern: 'request' }
  | { kind: 'optimized' | 'sdk'; service: string; action: string; pattern: Pattern }

const OPTIMIZED: Record<string, Record<string, Pattern[]>> = {
  lambda: { invoke: ['request', 'token'] },
  dynamodb: { getItem: ['request'], putItem: ['request'], updateItem: ['request'], deleteItem: ['request'] },
  sqs: { sendMessage: ['request', 'token'] },
  sns: { publish: ['request', 'token'] },
  events: { putEvents: ['request', 'token'] },
  states: { startExecution: ['request', 'token', 'sync', 'sync2'] },
}

const SUFFIXES: Record<string, Pattern> = {
  '': 'request',
  '.waitForTaskToken': 'token',
  '.sync': 'sync',
  '.sync:2': 'sync2',
}

/** Parses the ARN, or says in one sentence why it cannot be run here. */
export function parseResource(arn: string): Resource | { problem: string } {
  if (/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(arn)) {
    return { kind: 'function', functionArn: arn, pattern: 'request' }
  }
  const match = /^arn:aws[\w-]*:states:[\w-]*:\d*:(aws-sdk:)?([\w-]+):(\w+)((?:\.[\w:]+)?)$/.exec(arn)
  if (!match) return { problem: `The resource provided ${arn} is not recognized.` }
  const [, sdk, service = '', action = '', suffix = ''] = match
  const pattern = SUFFIXES[suffix]
  if (!pattern) return { problem: `The resource provided ${arn} ends in no known pattern: ${suffix}` }
  if (sdk) {
    if (pattern.startsWith('sync')) return { problem: `The resource provided ${arn} has no .sync pattern.` }
    return { kind: 'sdk', service, action, pattern }
  }
  if (!OPTIMIZED[service]?.[action]?.includes(pattern)) {
    return {
      problem: `The local service does not run ${arn} (LocalCloudNotSupported); try aws-sdk:${service}:${action}`,
    }
  }
  return { kind: 'optimized', service, action, pattern }
}

/** `resourceType` and `resource` as history events name them. */
export function resourceNames(resource: Exclude<Resource, { kind: 'function' }>, arn: string) {
  const type = resource.kind === 'sdk' ? `aws-sdk:${resource.service}` : resource.service
  return {
    resourceType: type,
    resource: arn.slice(arn.lastIndexOf(`${resource.service}:`) + resource.service.length + 1),
  }
}
