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
  type: 'AssumedRole' | 'IAMUser' | 'AWSService'
  /** The role behind an assumed role. */
  roleArn?: string
}

export interface Identities {
  /** Credentials for `roleArn`; the session name shows up in the journal. */
  issue(roleArn: string, sessionName: string): Credentials
  /** The caller behind an access key. An unknown key is the developer. */
  resolve(accessKeyId: string | undefined): Caller
}

export function createIdentities(accountId: string): Identities {
  const issued = new Map<string, Caller>()
  const developer: Caller = { arn: `arn:aws:iam::${accountId}:user/developer`, type: 'IAMUser' }
  return {
    issue(roleArn, sessionName) {
      const accessKeyId = 'ASIA' + randomBytes(8).toString('hex').toUpperCase()
      const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
      issued.set(accessKeyId, {
        arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
        type: 'AssumedRole',
        roleArn,
      })
      return {
        accessKeyId,
        secretAccessKey: randomBytes(20).toString('hex'),
        sessionToken: randomBytes(16).toString('hex'),
      }
    },
    resolve: (accessKeyId) => (accessKeyId && issued.get(accessKeyId)) || developer,
  }
}
