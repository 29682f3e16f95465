import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Target } from '../target.ts'

export interface Clients {
  cloudFormation: CloudFormationClient
  s3: S3Client
  table: DynamoDBDocumentClient
  stepFunctions: SFNClient
  close(): void
}

// The local cloud takes any key; a real one must never be sent to whatever listens on a port of this machine.
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

export const clientConfig = (target: Pick<Target, 'region' | 'endpointUrl' | 'onThisMachine'>) => ({
  ...(target.region ? { region: target.region } : {}),
  ...(target.endpointUrl ? { endpoint: target.endpointUrl } : {}),
  ...(target.onThisMachine ? { credentials: LOCAL_CREDENTIALS } : {}),
})

export function createClients(target: Target): Clients {
  const config = clientConfig(target)
  const cloudFormation = new CloudFormationClient(config)
  const s3 = new S3Client({ ...config, forcePathStyle: target.endpointUrl !== undefined })
  const dynamo = new DynamoDBClient(config)
  const stepFunctions = new SFNClient(config)
  return {
    cloudFormation,
    s3,
    table: DynamoDBDocumentClient.from(dynamo),
    stepFunctions,
    close: () => [cloudFormation, s3, dynamo, stepFunctions].forEach((client) => client.destroy()),
  }
}
