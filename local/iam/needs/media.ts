// MediaConvert, Rekognition, Comprehend and Transcribe:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselementalmediaconvert.html,
// list_amazonrekognition.html, list_amazoncomprehend.html, list_amazontranscribe.html
import type { Need } from '../../runtime/authority.ts'
import { arnIn, arnOr, onResource, passRole, withoutResource } from './need-table.ts'
import type { NeedTable, Place } from './need-table.ts'

type Job = { role?: string; queue?: string }

export const mediaConvertNeeds: NeedTable = {
  ...withoutResource('mediaconvert', ['Probe', 'ListJobs', 'ListQueues', 'DescribeEndpoints']),
  ...onResource('mediaconvert', ['GetJob', 'CancelJob'], ({ id }, place) =>
    arnIn(place, 'mediaconvert', `jobs/${String(id)}`),
  ),
  ...onResource('mediaconvert', ['GetQueue'], ({ name }, place) =>
    arnOr(place, 'mediaconvert', 'queues/')(name),
  ),
  CreateJob: ({ role, queue = 'Default' }: Job, place) => [
    { action: 'mediaconvert:CreateJob', resource: arnOr(place, 'mediaconvert', 'queues/')(queue) },
    ...passRole(role, 'mediaconvert.amazonaws.com'),
  ],
}

type Video = { NotificationChannel?: { RoleArn?: string } }

export const rekognitionNeeds: NeedTable = {
  ...withoutResource('rekognition', ['GetContentModeration']),
  StartContentModeration: ({ NotificationChannel }: Video) => [
    { action: 'rekognition:StartContentModeration', resource: '*' },
    ...passRole(NotificationChannel?.RoleArn, 'rekognition.amazonaws.com'),
  ],
}

export const comprehendNeeds: NeedTable = withoutResource('comprehend', [
  ...['DetectDominantLanguage', 'DetectSentiment', 'DetectEntities', 'DetectKeyPhrases'],
  ...['BatchDetectDominantLanguage', 'BatchDetectSentiment', 'BatchDetectEntities', 'BatchDetectKeyPhrases'],
  ...['DetectPiiEntities', 'ContainsPiiEntities', 'DetectToxicContent'],
])

type Transcription = {
  OutputBucketName?: string
  OutputKey?: string
  OutputEncryptionKMSKeyId?: string
  JobExecutionSettings?: { DataAccessRoleArn?: string }
}

function startTranscription(input: Transcription): Need[] {
  const keys = {
    'transcribe:outputbucketname': input.OutputBucketName,
    'transcribe:outputkey': input.OutputKey,
    'transcribe:outputencryptionkmskeyid': input.OutputEncryptionKMSKeyId,
  }
  return [
    { action: 'transcribe:StartTranscriptionJob', resource: '*', keys },
    ...passRole(input.JobExecutionSettings?.DataAccessRoleArn, 'transcribe.amazonaws.com'),
  ]
}

const transcriptionArn = ({ TranscriptionJobName }: Record<string, unknown>, place: Place) =>
  arnIn(place, 'transcribe', `transcription-job/${String(TranscriptionJobName)}`)

export const transcribeNeeds: NeedTable = {
  ...withoutResource('transcribe', ['ListTranscriptionJobs']),
  ...onResource('transcribe', ['GetTranscriptionJob', 'DeleteTranscriptionJob'], transcriptionArn),
  StartTranscriptionJob: startTranscription,
}
