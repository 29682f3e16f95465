// STS: who am I, and credentials for a role.
import { createHash } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Call, OperationService } from '../runtime/service.ts'

const ROLE_ARN = /^arn:aws[\w-]*:iam::\d{12}:role\/.+/
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/
const DEFAULT_DURATION_S = 3600

interface AssumeRoleInput {
  RoleArn?: string
  RoleSessionName?: string
  DurationSeconds?: string
}

export function createStsService(context: CloudContext): OperationService {
  return {
    signingName: 'sts',
    eventSource: 'sts.amazonaws.com',
    protocol: { kind: 'query', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    operations: {
      GetCallerIdentity: (_input: unknown, call: Call) => ({
        Arn: call.caller.arn,
        UserId: uniqueId(call.caller.roleArn ?? call.caller.arn),
        Account: context.accountId,
      }),
      AssumeRole: (input: AssumeRoleInput) => assumeRole(context, input),
    },
  }
}

function assumeRole(context: CloudContext, input: AssumeRoleInput) {
  const { RoleArn = '', RoleSessionName = '' } = input
  if (!ROLE_ARN.test(RoleArn)) throw new AwsError('ValidationError', `${RoleArn} is invalid`)
  if (!SESSION_NAME.test(RoleSessionName)) {
    throw new AwsError('ValidationError', `The RoleSessionName "${RoleSessionName}" is invalid`)
  }
  const issued = context.identities.issue(RoleArn, RoleSessionName)
  const durationS = Number(input.DurationSeconds ?? DEFAULT_DURATION_S)
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: new Date(context.clock.now() + durationS * 1000),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${uniqueId(RoleArn)}:${RoleSessionName}`,
      Arn: context.identities.resolve(issued.accessKeyId).arn,
    },
  }
}

// AWS gives every principal an opaque id; here it is the same for the same principal on every machine.
const uniqueId = (arn: string) =>
  (arn.includes(':role/') ? 'AROA' : 'AIDA') +
  createHash('sha256').update(arn).digest('hex').slice(0, 16).toUpperCase()
