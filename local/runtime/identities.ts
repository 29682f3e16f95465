// Who is calling. Every internal caller (a Lambda, a state machine, a rule) signs with credentials issued for its
// role; the gateway turns the access key of a request back into the caller's ARN.
import { randomBytes } from 'node:crypto'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
}

export interface Caller {
  /** As CloudTrail's `userIdentity.arn`: an assumed role, an AWS service, or the developer outside. */
  arn: string
  type: 'AssumedRole' | 'IAMUser' | 'AWSService' | 'Unknown'
  /** The role behind an assumed role. */
  roleArn?: string
  /** On whose behalf an AWS service calls (`aws:SourceArn`), for instance a rule. */
  sourceArn?: string
}

/** Whoever calls an operation that needs no signature. */
export const ANONYMOUS: Caller = { arn: 'anonymous', type: 'Unknown' }

export interface Identities {
  /** Credentials for `roleArn`; the session name shows up in the journal. */
  issue(roleArn: string, sessionName: string): Credentials
  /** Credentials of a service principal such as `events.amazonaws.com`, which calls for `sourceArn` without a role. */
  issueService(principal: string, sourceArn: string): Credentials
  /** The caller behind an access key. An unknown key is the developer. */
  resolve(accessKeyId: string | undefined): Caller
  /** The secret behind an access key that was issued here. */
  secretOf(accessKeyId: string): string | undefined
}

/** A session of a role, as who it calls. */
export const roleCaller = (accountId: string, roleArn: string, sessionName: string): Caller => {
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`
  return { arn, type: 'AssumedRole', roleArn }
}

export function createIdentities(accountId: string): Identities {
  const issued = new Map<string, { caller: Caller; secretAccessKey: string }>()
  const developer: Caller = { arn: `arn:aws:iam::${accountId}:user/developer`, type: 'IAMUser' }
  const issueFor = (caller: Caller): Credentials => {
    const accessKeyId = 'ASIA' + randomBytes(8).toString('hex').toUpperCase()
    const secretAccessKey = randomBytes(20).toString('hex')
    issued.set(accessKeyId, { caller, secretAccessKey })
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken: randomBytes(16).toString('hex'),
    }
  }
  return {
    issue: (roleArn, sessionName) => issueFor(roleCaller(accountId, roleArn, sessionName)),
    issueService: (principal, sourceArn) => issueFor({ arn: principal, type: 'AWSService', sourceArn }),
    resolve: (accessKeyId) => (accessKeyId && issued.get(accessKeyId)?.caller) || developer,
    secretOf: (accessKeyId) => issued.get(accessKeyId)?.secretAccessKey,
  }
}
