// One SDK client per service, all over loopback with the deployer's credentials.
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { IAMClient } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { CloudContext } from '../../runtime/context.ts'

const MAKERS = {
  apigateway: (config: ClientConfig) => new ApiGatewayV2Client(config),
  cloudfront: (config: ClientConfig) => new CloudFrontClient(config),
  cloudwatch: (config: ClientConfig) => new CloudWatchClient(config),
  cognito: (config: ClientConfig) => new CognitoIdentityProviderClient(config),
  dynamodb: (config: ClientConfig) => new DynamoDBClient(config),
  events: (config: ClientConfig) => new EventBridgeClient(config),
  iam: (config: ClientConfig) => new IAMClient(config),
  kms: (config: ClientConfig) => new KMSClient(config),
  lambda: (config: ClientConfig) => new LambdaClient(config),
  logs: (config: ClientConfig) => new CloudWatchLogsClient(config),
  mediaconvert: (config: ClientConfig) => new MediaConvertClient(config),
  s3: (config: ClientConfig) => new S3Client({ ...config, forcePathStyle: true }),
  sns: (config: ClientConfig) => new SNSClient(config),
  sqs: (config: ClientConfig) => new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  ssm: (config: ClientConfig) => new SSMClient(config),
  states: (config: ClientConfig) => new SFNClient(config),
}

interface ClientConfig {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

export type Clients = { [Name in keyof typeof MAKERS]: ReturnType<(typeof MAKERS)[Name]> }

/** Clients are made at first use: the gateway's port is not known before it listens. */
export function createClients(context: CloudContext): { clients: Clients; close(): void } {
  const made = new Map<string, { destroy(): void }>()
  const clients = {} as Clients
  for (const name of Object.keys(MAKERS) as (keyof typeof MAKERS)[]) {
    Object.defineProperty(clients, name, {
      get() {
        const client = made.get(name) ?? MAKERS[name](configOf(context))
        made.set(name, client)
        return client
      },
    })
  }
  return { clients, close: () => made.forEach((client) => client.destroy()) }
}

// Unknown keys stand for the developer, who is the one that deploys.
const configOf = (context: CloudContext): ClientConfig => ({
  endpoint: context.endpointUrl(),
  region: context.region,
  credentials: { accessKeyId: 'LOCALDEPLOYER', secretAccessKey: 'local' },
})
