// A local cloud, and clients that call as roles made for the test.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud } from '../../../local/cloud.ts'
import { makeRole, policyText } from '../../support/make-role.ts'

export const ACCOUNT = '000000000000'
export const REGION = 'us-east-1'

export type Statement = NonNullable<Parameters<typeof makeRole>[2]>[number]

export const allow = (
  Action: string | string[],
  Resource: string | string[],
  Condition?: Statement['Condition'],
): Statement => ({ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) })

export type RoleLab = Awaited<ReturnType<typeof openRoleLab>>

interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

function clientsAt(endpoint: string, credentials: Credentials) {
  const config = { endpoint, region: REGION, credentials, maxAttempts: 1 }
  return {
    config,
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    sns: new SNSClient(config),
    kms: new KMSClient(config),
    dynamodb: new DynamoDBClient(config),
    mediaConvert: new MediaConvertClient(config),
  }
}

export async function openRoleLab() {
  const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-roles-'))
  const lines: string[] = []
  const start = () => startCloud({ port: 0, region: REGION, dataDir, log: (line) => lines.push(line) })
  let cloud = await start()
  const developer = { accessKeyId: 'test', secretAccessKey: 'test' }
  let count = 0
  return {
    /** What the cloud told its operator. */
    lines,
    admin: () => clientsAt(cloud.url, developer),
    /** A new role with these permissions, and clients that call as it. */
    async role(...statements: Statement[]) {
      const name = `role-${++count}`
      const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`
      const admin = { endpoint: cloud.url, region: REGION, credentials: developer }
      const iam = new IAMClient(admin)
      const sts = new STSClient(admin)
      await makeRole(admin, arn, statements.length > 0 ? statements : [allow('none:Such', '*')])
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'one' }))
      const credentials = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      }
      return {
        ...{ name, arn, iam },
        session: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/one`,
        ...clientsAt(cloud.url, credentials),
        /** From now on the role has these permissions and no others. */
        grant: (...granted: Statement[]) =>
          iam.send(
            new PutRolePolicyCommand({
              ...{ RoleName: name, PolicyName: 'permissions', PolicyDocument: policyText(...granted) },
            }),
          ),
      }
    },
    report: async () =>
      (await (await fetch(`${cloud.url}/_reelgate/permissions`)).json()) as {
        roles: { role: string; permissions: { action: string; resource: string; isUsed: boolean }[] }[]
        denied: { role: string; action: string; resource: string; because: string; count: number }[]
      },
    /** The latest record of a denial to a role. It is written a moment after the answer, and is waited for. */
    async deniedRecord(role: string): Promise<Record<string, unknown>> {
      for (;;) {
        const text = readFileSync(join(dataDir, 'cloudtrail.jsonl'), 'utf8')
        // Behind the last line break a line may be half written.
        const records = text
          .slice(0, text.lastIndexOf('\n'))
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>)
        const found = records.findLast(
          ({ errorCode, errorMessage }) =>
            errorCode === 'AccessDenied' && String(errorMessage).includes(`:assumed-role/${role}/`),
        )
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    async restart() {
      await cloud.close()
      cloud = await start()
    },
    async close() {
      await cloud.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
