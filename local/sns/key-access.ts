// Whoever publishes on a topic that a key of KMS encrypts needs the key as well: SNS asks KMS in the publisher's name.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
import { AwsError } from '../runtime/aws-error.ts'
import type { Need } from '../runtime/authority.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Caller } from '../runtime/identities.ts'
import type { Topic } from './records.ts'

const ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt']

/** AWS's own key for SNS is every role's that may publish, and no service's. */
const OWN_KEY = /(^|:)alias\/aws\/sns$/

function keyNeeds({ region, accountId }: CloudContext, caller: Caller, { arn, attributes }: Topic): Need[] {
  const keyId = attributes['KmsMasterKeyId']
  if (!keyId || (OWN_KEY.test(keyId) && caller.type !== 'AWSService')) return []
  const resource = keyId.startsWith('arn:') ? keyId : `arn:aws:kms:${region}:${accountId}:key/${keyId}`
  const keys = {
    'kms:viaservice': `sns.${region}.amazonaws.com`,
    'kms:calleraccount': accountId,
    'kms:encryptioncontext:aws:sns:topicarn': arn,
    'kms:encryptioncontextkeys': ['aws:sns:topicArn'],
  }
  return ACTIONS.map((action) => ({ action, resource, keys }))
}

/** @throws KMSAccessDenied */
export function checkKey(context: CloudContext, caller: Caller, topic: Topic): void {
  try {
    context.authority.authorise({ caller, service: 'sns', needs: keyNeeds(context, caller, topic) })
  } catch (error) {
    throw error instanceof AwsError ? new AwsError('KMSAccessDenied', error.message) : error
  }
}
