// What keeps the media bucket closed but to the distribution, and the distribution closed but to signed cookies.
import { bucketPolicies, listOf, resourcesOf, servicesOf, type Template } from '../support/template.ts'

interface Origin {
  Id: string
  OriginAccessControlId?: unknown
  S3OriginConfig?: { OriginAccessIdentity?: string }
}

interface Behaviour {
  PathPattern?: string
  TargetOriginId: string
  TrustedKeyGroups?: unknown[]
  ViewerProtocolPolicy?: string
  FunctionAssociations?: { EventType: string }[]
}

interface DistributionConfig {
  Origins: Origin[]
  CacheBehaviors?: Behaviour[]
  DefaultCacheBehavior: Behaviour
}

const distributions = (template: Template) =>
  resourcesOf(template, 'AWS::CloudFront::Distribution').map(({ id, Properties }) => {
    const config = Properties['DistributionConfig'] as DistributionConfig
    const behaviours = [...(config.CacheBehaviors ?? []), config.DefaultCacheBehavior]
    const buckets = config.Origins.filter((origin) => origin.S3OriginConfig !== undefined)
    return { id, behaviours, buckets }
  })

const nameOf = (id: string, { PathPattern = 'everything else' }: Behaviour) => `${id}, ${PathPattern}`

const signedOnly = (template: Template) =>
  distributions(template).flatMap(({ id, behaviours, buckets }) =>
    behaviours
      .filter(({ TargetOriginId }) => buckets.some((bucket) => bucket.Id === TargetOriginId))
      .filter(({ TrustedKeyGroups }) => listOf(TrustedKeyGroups).length === 0)
      .map((one) => `${nameOf(id, one)}: open without a signature`),
  )

const guarded = (template: Template) =>
  distributions(template).flatMap(({ id, behaviours, buckets }) =>
    behaviours
      .filter(({ TargetOriginId }) => buckets.some((bucket) => bucket.Id === TargetOriginId))
      .filter(
        ({ FunctionAssociations = [] }) =>
          !FunctionAssociations.some(({ EventType }) => EventType === 'viewer-request'),
      )
      .map((one) => `${nameOf(id, one)}: what was taken back is let through`),
  )

const encrypted = (template: Template) =>
  distributions(template).flatMap(({ id, behaviours }) =>
    behaviours
      .filter(({ ViewerProtocolPolicy }) => ViewerProtocolPolicy !== 'https-only')
      .map((one) => `${nameOf(id, one)}: without TLS`),
  )

const asItself = (template: Template) =>
  distributions(template).flatMap(({ id, buckets }) =>
    buckets
      .filter(({ OriginAccessControlId }) => !OriginAccessControlId)
      .map((bucket) => `${id}: asks ${bucket.Id} as nobody`),
  )

/** Evidence and what was understood of captions lie beside the outputs, and are for nobody outside. */
const outputsOnly = (template: Template) =>
  bucketPolicies(template)
    .filter((statement) => statement.Effect === 'Allow')
    .filter((statement) => servicesOf(statement).includes('cloudfront.amazonaws.com'))
    .filter(({ Action, Resource }) => {
      const isRead = listOf(Action).every((action) => action === 's3:GetObject')
      return !isRead || !listOf(Resource).every((one) => /\/assets\/\*"/.test(JSON.stringify(one)))
    })
    .map(({ id }) => `${id}: CloudFront may do more than read outputs`)

export const DELIVERY_LAWS = {
  'signed cookies for whatever a distribution reads from a bucket': signedOnly,
  'a guard before whatever a distribution reads from a bucket': guarded,
  'TLS for whatever a distribution answers': encrypted,
  'distributions that ask buckets as themselves': asItself,
  'outputs and nothing else for CloudFront': outputsOnly,
}
