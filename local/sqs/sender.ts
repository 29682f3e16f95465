// Who sends: as the message says it, and whether the queue's policy lets an AWS service in.
import { createHash } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import type { Caller } from '../runtime/identities.ts'
import { policyAllowsService } from '../runtime/resource-policy.ts'

const uniqueId = (prefix: string, arn: string) =>
  prefix + createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase()

/** `SenderId`: the unique id of a user, or of a role with its session. */
export function senderId(caller: Caller, accountId: string): string {
  if (caller.type === 'IAMUser') return uniqueId('AIDA', caller.arn)
  if (caller.type === 'AssumedRole')
    return `${uniqueId('AROA', caller.roleArn ?? caller.arn)}:${caller.arn.slice(caller.arn.lastIndexOf('/') + 1)}`
  return uniqueId('AIDA', `${accountId}/${caller.arn}`)
}

interface Addressee {
  arn: string
  policy: string | undefined
  accountId: string
}

/** A rule or a topic sends in the name of its service; only the queue's own policy can allow that. */
export function checkSender(caller: Caller, { arn, policy, accountId }: Addressee): void {
  if (caller.type !== 'AWSService') return
  const { sourceArn } = caller
  const request = {
    principal: caller.arn,
    action: 'sqs:SendMessage',
    accountId,
    ...(sourceArn && { sourceArn }),
  }
  if (policyAllowsService(policy, request)) return
  const message = `The policy of ${arn} does not let ${caller.arn} send for ${sourceArn ?? 'nobody'}.`
  throw new AwsError('AccessDenied', message, 403)
}
