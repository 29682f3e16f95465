// Erases for good what outlives a stack. Nothing here can be undone, but for the 30 days that a key waits.
import {
  CognitoIdentityProviderClient,
  DeleteUserPoolCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  DeleteTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import { S3Client } from '@aws-sdk/client-s3'
import { DeleteParameterCommand, paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm'
import type { Target } from '../target.ts'
import { clientConfig } from './clients.ts'
import { eraseBucket } from './erase-bucket.ts'
import type { KeptResource } from './kept-resources.ts'

type Config = ReturnType<typeof clientConfig>

const DAYS_UNTIL_A_KEY_IS_GONE = 30

async function eraseTable(config: Config, TableName: string): Promise<void> {
  const client = new DynamoDBClient(config)
  try {
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }))
    await waitUntilTableExists({ client, maxWaitTime: 300 }, { TableName })
    await client.send(new DeleteTableCommand({ TableName }))
  } finally {
    client.destroy()
  }
}

async function eraseUserPool(config: Config, UserPoolId: string): Promise<void> {
  const client = new CognitoIdentityProviderClient(config)
  try {
    await client.send(new UpdateUserPoolCommand({ UserPoolId, DeletionProtection: 'INACTIVE' }))
    await client.send(new DeleteUserPoolCommand({ UserPoolId }))
  } finally {
    client.destroy()
  }
}

async function scheduleKeyDeletion(config: Config, KeyId: string): Promise<void> {
  const client = new KMSClient(config)
  try {
    const PendingWindowInDays = DAYS_UNTIL_A_KEY_IS_GONE
    await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }))
  } finally {
    client.destroy()
  }
}

async function eraseBucketOf(config: Config, bucket: string): Promise<void> {
  const client = new S3Client({ ...config, forcePathStyle: config.endpoint !== undefined })
  try {
    await eraseBucket(client, bucket)
  } finally {
    client.destroy()
  }
}

/** In this order: what is encrypted goes before its key. */
const ERASERS: Record<string, (config: Config, physicalId: string) => Promise<void>> = {
  'AWS::S3::Bucket': eraseBucketOf,
  'AWS::DynamoDB::Table': eraseTable,
  'AWS::Cognito::UserPool': eraseUserPool,
  'AWS::KMS::Key': scheduleKeyDeletion,
}

/** What a person or a function wrote below the stack's own path: signing keys and other secrets. */
async function eraseParameters(config: Config, stackName: string): Promise<string[]> {
  const client = new SSMClient(config)
  try {
    const names: string[] = []
    const below = { Path: `/${stackName}`, Recursive: true }
    for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, below))
      names.push(...Parameters.flatMap(({ Name }) => Name ?? []))
    for (const Name of names) await client.send(new DeleteParameterCommand({ Name }))
    return names
  } finally {
    client.destroy()
  }
}

export interface Erased {
  erased: string[]
  /** What nothing here knows how to erase. */
  left: string[]
}

export async function eraseKept(target: Target, kept: KeptResource[]): Promise<Erased> {
  const config = clientConfig(target)
  const erased: string[] = []
  for (const [type, erase] of Object.entries(ERASERS)) {
    for (const { physicalId } of kept.filter((one) => one.type === type)) {
      await erase(config, physicalId)
      erased.push(physicalId)
    }
  }
  erased.push(...(await eraseParameters(config, target.stackName)))
  return {
    erased,
    left: kept.filter(({ type }) => !(type in ERASERS)).map(({ physicalId }) => physicalId),
  }
}
