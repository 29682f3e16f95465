// Who may, as far as a bucket decides it: a caller without a name, and an AWS service that calls in its own. Roles and
// people are not judged here.
import type { Caller } from '../runtime/identities.ts'
import { policyAllowsService } from '../runtime/resource-policy.ts'
import type { Address } from './address.ts'
import type { Catalog } from './catalog.ts'
import { s3Error } from './exchange.ts'

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
  accountId: string
}

/** @throws AccessDenied unless the bucket's policy lets such a caller in */
export function checkAccess(catalog: Catalog, access: Access): void {
  if (!isJudged(access)) return
  const { operation, bucket, key, caller, isSigned, accountId } = access
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
