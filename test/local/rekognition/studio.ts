// A local cloud with a bucket for films and a queue that hears the notices: what a client of Rekognition Video sets up.
import { readFileSync } from 'node:fs'
import {
  RekognitionClient,
  GetContentModerationCommand,
  StartContentModerationCommand,
} from '@aws-sdk/client-rekognition'
import type {
  ContentModerationDetection,
  GetContentModerationCommandOutput,
  StartContentModerationCommandInput,
} from '@aws-sdk/client-rekognition'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { makeRole } from '../../support/make-role.ts'

export const BUCKET = 'films'
const ROLE_ARN = 'arn:aws:iam::000000000000:role/rekognition-notices'

export interface Notice {
  JobId: string
  Status: string
  API: string
  JobTag?: string
  Timestamp: number
  Video: { S3ObjectName: string; S3Bucket: string }
}

export type StartInput = Omit<StartContentModerationCommandInput, 'Video'>

export type Studio = Awaited<ReturnType<typeof openStudio>>

interface Config {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

const queueArn = (region: string) => `arn:aws:sqs:${region}:000000000000:notices`

const letTopicSend = (topicArn: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  })

/** `isNew` is false for a cloud that was set up before a restart. */
export async function openStudio(config: Config, { isNew = true } = {}) {
  const s3 = new S3Client({ ...config, forcePathStyle: true })
  const sns = new SNSClient(config)
  const sqs = new SQSClient(config)
  // A refused start is what many tests are after: it is not tried again.
  const rekognition = new RekognitionClient({ ...config, maxAttempts: 1 })
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'notices' }))
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'AmazonRekognitionModeration' }))
  if (isNew) {
    await makeRole(config, ROLE_ARN)
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: letTopicSend(TopicArn ?? '') } }),
    )
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queueArn(config.region),
        Attributes: { RawMessageDelivery: 'true' },
      }),
    )
  }
  const get = (JobId: string, more: object = {}): Promise<GetContentModerationCommandOutput> =>
    rekognition.send(new GetContentModerationCommand({ JobId, ...more }))

  return {
    rekognition,
    channel: { SNSTopicArn: TopicArn, RoleArn: ROLE_ARN },
    put: (key: string, body: string | Buffer) =>
      s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body })),
    putFile: (key: string, path: string) =>
      s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: readFileSync(path) })),
    async start(key: string, more: StartInput = {}): Promise<string> {
      const Video = { S3Object: { Bucket: BUCKET, Name: key } }
      return (await rekognition.send(new StartContentModerationCommand({ Video, ...more }))).JobId!
    },
    get,
    /** All pages. */
    async labels(JobId: string, more: object = {}): Promise<ContentModerationDetection[]> {
      const labels: ContentModerationDetection[] = []
      let NextToken: string | undefined
      do {
        const page = await get(JobId, { ...more, NextToken })
        labels.push(...(page.ModerationLabels ?? []))
        NextToken = page.NextToken
      } while (NextToken)
      return labels
    },
    /** The notices that come within `waitSeconds`, which are over as soon as there is one. */
    async notices(waitSeconds = 1): Promise<Notice[]> {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: waitSeconds, MaxNumberOfMessages: 10 }),
      )
      for (const { ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
      }
      return Messages.map(({ Body }) => JSON.parse(Body ?? '') as Notice)
    },
    close: () => [s3, sns, sqs, rekognition].forEach((client) => client.destroy()),
  }
}
