import { DeleteBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { asJsonText } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Document, ResourceProvider, ResourceRequest } from './provider.ts'

type BucketPolicyProperties = { Bucket: string; PolicyDocument: Document }

async function put({ clients, properties }: ResourceRequest<BucketPolicyProperties>) {
  const { Bucket } = properties
  await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: asJsonText(properties.PolicyDocument) }))
  return { physicalId: Bucket }
}

export const s3BucketPolicy: ResourceProvider<BucketPolicyProperties> = {
  applies: ['Bucket', 'PolicyDocument'],
  required: ['Bucket', 'PolicyDocument'],
  createOnly: ['Bucket'],
  create: put,
  update: put,
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.s3.send(new DeleteBucketPolicyCommand({ Bucket: physicalId })),
      'NoSuchBucket',
      'NoSuchBucketPolicy',
    ),
}
