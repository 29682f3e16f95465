import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3'
import { isDeepStrictEqual } from 'node:util'
import { tagList } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Tag } from '../records.ts'
import type { Made, ResourceProvider, ResourceRequest } from './provider.ts'
import { BUCKET_SETTINGS, SETTING_NAMES, type BucketSettings, type Setting } from './s3-bucket-settings.ts'

const LONGEST_BUCKET_NAME = 63

type BucketProperties = Partial<BucketSettings> & { BucketName?: string; Tags?: Tag[] }

async function putSettings(
  request: ResourceRequest<BucketProperties>,
  bucket: string,
  previous: BucketProperties,
) {
  const { s3 } = request.clients
  for (const name of SETTING_NAMES) {
    const value = request.properties[name]
    if (isDeepStrictEqual(value, previous[name])) continue
    const setting = BUCKET_SETTINGS[name] as Setting<unknown>
    await (value === undefined ? setting.remove(s3, bucket) : setting.put(s3, bucket, value))
  }
}

async function putTags(request: ResourceRequest<BucketProperties>, bucket: string) {
  const TagSet = tagList(request)
  if (TagSet.length > 0) {
    await request.clients.s3.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet } }))
  }
}

const made = (bucket: string, region: string): Made => ({
  physicalId: bucket,
  attributes: {
    Arn: `arn:aws:s3:::${bucket}`,
    DomainName: `${bucket}.s3.amazonaws.com`,
    RegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${bucket}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `http://${bucket}.s3-website-${region}.amazonaws.com`,
  },
})

export const s3Bucket: ResourceProvider<BucketProperties> = {
  applies: ['BucketName', 'Tags', ...SETTING_NAMES],
  createOnly: ['BucketName'],
  nameProperty: 'BucketName',
  takesStackTags: true,
  async create(request) {
    const bucket = request.properties.BucketName ?? request.generateName(LONGEST_BUCKET_NAME).toLowerCase()
    await request.clients.s3.send(new CreateBucketCommand({ Bucket: bucket, ...placement(request.region) }))
    request.claim(bucket)
    await putSettings(request, bucket, {})
    await putTags(request, bucket)
    return made(bucket, request.region)
  },
  async update(request) {
    await putSettings(request, request.physicalId, request.previous)
    if (tagList(request).length > 0) await putTags(request, request.physicalId)
    else await request.clients.s3.send(new DeleteBucketTaggingCommand({ Bucket: request.physicalId }))
    return made(request.physicalId, request.region)
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(clients.s3.send(new DeleteBucketCommand({ Bucket: physicalId })), 'NoSuchBucket'),
}

// S3 refuses the constraint for us-east-1 and wants it everywhere else.
const placement = (region: string) =>
  region === 'us-east-1'
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: region as 'ap-northeast-2' } }
