import type { CloudContext } from '../runtime/context.ts'

/** The URL of a queue at the local endpoint: `ENDPOINT/ACCOUNT/NAME`. */
export function queueUrl(context: CloudContext, queueArn: string): string {
  const [, , , , account, name] = queueArn.split(':')
  return `${context.endpointUrl()}/${account}/${name}`
}
