// A role for tests of single services: calls of roles are judged in every local cloud, and one that is not there may nothing.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'

interface Endpoint {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

interface Statement {
  Effect: 'Allow' | 'Deny'
  Action: string | string[]
  Resource: string | string[]
  Condition?: Record<string, Record<string, string>>
}

export const policyText = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })

const EVERYTHING: Statement = { Effect: 'Allow', Action: '*', Resource: '*' }

/** Makes the role of the ARN with these permissions; with all there are when none is given. */
export async function makeRole(
  { endpoint, region, credentials }: Endpoint,
  roleArn: string,
  statements: Statement[] = [EVERYTHING],
): Promise<void> {
  const iam = new IAMClient({ endpoint, region, credentials })
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policyText(trust) }))
  const PolicyDocument = policyText(...statements)
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'permissions', PolicyDocument }))
  iam.destroy()
}
