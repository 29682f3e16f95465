// All tables by signing name. A call of a role to an operation that stands in none of them is refused: nobody has
// looked up what it needs.
import { notSupported } from '../../runtime/aws-error.ts'
import type { DecodedCall, Need } from '../../runtime/authority.ts'
import { lambdaNeeds, logsNeeds, statesNeeds } from './compute.ts'
import {
  cloudfrontNeeds,
  kmsNeeds,
  keyValueStoreNeeds,
  monitoringNeeds,
  ssmNeeds,
  stsNeeds,
} from './control.ts'
import { dynamodbNeeds } from './dynamodb.ts'
import { comprehendNeeds, mediaConvertNeeds, rekognitionNeeds, transcribeNeeds } from './media.ts'
import { eventsNeeds, snsNeeds, sqsNeeds } from './messaging.ts'
import type { NeedTable, Place } from './need-table.ts'
import { s3Needs } from './s3.ts'

const TABLES: Record<string, NeedTable> = {
  s3: s3Needs,
  dynamodb: dynamodbNeeds,
  sqs: sqsNeeds,
  sns: snsNeeds,
  events: eventsNeeds,
  lambda: lambdaNeeds,
  states: statesNeeds,
  logs: logsNeeds,
  mediaconvert: mediaConvertNeeds,
  rekognition: rekognitionNeeds,
  comprehend: comprehendNeeds,
  transcribe: transcribeNeeds,
  ssm: ssmNeeds,
  kms: kmsNeeds,
  sts: stsNeeds,
  monitoring: monitoringNeeds,
  cloudfront: cloudfrontNeeds,
  'cloudfront-keyvaluestore': keyValueStoreNeeds,
}

/** @throws LocalCloudNotSupported for an operation whose needs nobody has written down */
export function needsOf({ service, operation, input }: DecodedCall, place: Place): Need[] {
  const table = TABLES[service] ?? {}
  const rule = Object.hasOwn(table, operation) ? table[operation] : undefined
  if (!rule) throw notSupported('iam', `calls of a role to ${service}:${operation} (local/iam/needs)`)
  return [rule(input, place)].flat()
}
