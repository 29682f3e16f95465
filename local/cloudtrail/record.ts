// One call as CloudTrail records it: docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
import { randomUUID } from 'node:crypto'
import type { Caller } from '../runtime/identities.ts'
import { maskSecrets } from './mask.ts'

export interface JournalEntry {
  eventSource: string
  eventName: string
  caller: Caller
  requestParameters: Record<string, unknown>
  requestId: string
  userAgent?: string | undefined
  errorCode?: string | undefined
  errorMessage?: string | undefined
}

const READ_ONLY =
  /^(Get|List|Describe|Head|Query$|Scan$|BatchGet|TransactGet|Select|Validate|Search|Detect|Estimate|Probe|Simulate|TestState|TestEvent)/

export function buildRecord(
  entry: JournalEntry,
  place: { timeMs: number; accountId: string; region: string },
) {
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(entry.caller, place.accountId),
    eventTime: new Date(place.timeMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: entry.eventSource,
    eventName: entry.eventName,
    awsRegion: place.region,
    sourceIPAddress: '127.0.0.1',
    userAgent: entry.userAgent ?? '',
    ...(entry.errorCode && {
      errorCode: entry.errorCode,
      errorMessage: maskSecrets(entry.errorMessage ?? ''),
    }),
    requestParameters: maskSecrets(lowerFirstNames(entry.requestParameters)),
    requestID: entry.requestId,
    eventID: randomUUID(),
    readOnly: READ_ONLY.test(entry.eventName),
    eventType: 'AwsApiCall',
    recipientAccountId: place.accountId,
  }
}

function userIdentity(caller: Caller, accountId: string) {
  const { type, arn, roleArn } = caller
  if (type === 'Unknown') return { type, principalId: 'Anonymous' }
  const issuer = roleArn && {
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: roleArn,
        accountId,
        userName: roleArn.slice(roleArn.lastIndexOf('/') + 1),
      },
    },
  }
  return { type, arn, accountId, ...issuer }
}

// CloudTrail writes `tableName` for DynamoDB's `TableName`. Deeper names may be data (keys of a map) and stay.
const lowerFirstNames = (parameters: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  )
