// The notice that a job has ended, published in the name of the role that the caller handed over.
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { CloudContext } from '../runtime/context.ts'
import type { JobRecord } from './job-record.ts'
import { isRefusal } from '../runtime/caller-s3.ts'

export type NoticeEnd = 'sent' | 'refused'

/** Rejects when it is worth trying again. */
export async function sendNotice(record: JobRecord, context: CloudContext): Promise<NoticeEnd> {
  const { channel, unsent } = record
  if (!channel || !unsent) return 'sent'
  const sns = new SNSClient({
    endpoint: context.endpointUrl(),
    region: context.region,
    credentials: context.identities.issue(channel.RoleArn, 'RekognitionVideo'),
  })
  try {
    await sns.send(new PublishCommand({ TopicArn: channel.SNSTopicArn, Message: noticeOf(record) }))
    return 'sent'
  } catch (error) {
    if (!isRefusal(error)) throw error
    context.log(
      `Rekognition job ${record.id}: ${channel.SNSTopicArn} did not take its notice: ${(error as Error).message}`,
    )
    return 'refused'
  } finally {
    sns.destroy()
  }
}

/** As the developer guide shows it ("Reference: Video analysis results notification"). */
function noticeOf({ id, unsent, jobTag, endedAtMs, video }: JobRecord): string {
  return JSON.stringify({
    JobId: id,
    Status: unsent,
    API: 'StartContentModeration',
    ...(jobTag === undefined ? {} : { JobTag: jobTag }),
    Timestamp: endedAtMs,
    Video: { S3ObjectName: video.S3Object.Name, S3Bucket: video.S3Object.Bucket },
  })
}
