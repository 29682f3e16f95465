// Who may, as far as only S3 can tell: a caller without a name and an AWS service that calls in its own are let in by the
// bucket's policy; roles, which the gateway has judged, need the key of an object too, and do not learn what is missing.
import type { IncomingHttpHeaders } from 'node:http'
import type { CloudContext } from '../runtime/context.ts'
import type { Caller } from '../runtime/identities.ts'
import { policyAllowsService } from '../runtime/resource-policy.ts'
import type { Address } from './address.ts'
import type { Catalog } from './catalog.ts'
import { s3Error } from './exchange.ts'
import { keyNeeds } from './key-access.ts'

/** Lambda fetches a function's code with the rights of whoever deploys it. */
const FOR_OTHERS = new Set(['lambda.amazonaws.com'])

/** The action that an operation needs, where it is named otherwise. */
const ACTIONS: Record<string, string> = {
  HeadObject: 's3:GetObject',
  HeadBucket: 's3:ListBucket',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
}

/** The form of a browser carries a signature of its own. */
const SIGNED_OTHERWISE = new Set(['PostObject'])

const isJudged = ({ operation, caller, isSigned }: Access) =>
  isSigned ? caller.type === 'AWSService' && !FOR_OTHERS.has(caller.arn) : !SIGNED_OTHERWISE.has(operation)

const READING = new Set(['GetObject', 'HeadObject'])

interface Access extends Address {
  operation: string
  caller: Caller
  isSigned: boolean
  headers: IncomingHttpHeaders
}

const isMissing = (catalog: Catalog, { operation, bucket, key }: Access) =>
  READING.has(operation) && catalog.bucket(bucket) !== undefined && !catalog.object(bucket, key)

/** @throws AccessDenied */
export function checkAccess(context: CloudContext, catalog: Catalog, access: Access): void {
  if (isJudged(access)) checkBucketPolicy(context, catalog, access)
  const { caller, bucket } = access
  const listing = { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }
  const isHidden = caller.type === 'AssumedRole' && isMissing(catalog, access)
  if (SIGNED_OTHERWISE.has(access.operation)) return
  const needs = [...(isHidden ? [listing] : []), ...keyNeeds(context, catalog, access)]
  context.authority.authorise({ caller, service: 's3', needs })
}

function checkBucketPolicy({ accountId }: CloudContext, catalog: Catalog, access: Access): void {
  const { operation, bucket, key, caller, isSigned } = access
  const policy = catalog.bucket(bucket) ? catalog.setting(bucket, 'policy') : undefined
  const may = (action: string, resource: string) =>
    policyAllowsService(policy, {
      ...{ principal: isSigned ? caller.arn : '*', action, resource, accountId },
      ...(isSigned && caller.sourceArn !== undefined && { sourceArn: caller.sourceArn }),
    })
  const place = `arn:aws:s3:::${bucket}`
  const isAllowed = may(ACTIONS[operation] ?? `s3:${operation}`, key ? `${place}/${key}` : place)
  // Whoever may not list a bucket does not learn either what is not in it.
  const isHidden = READING.has(operation) && !catalog.object(bucket, key) && !may('s3:ListBucket', place)
  if (!isAllowed || isHidden) throw s3Error('AccessDenied', 'Access Denied', 403)
}
