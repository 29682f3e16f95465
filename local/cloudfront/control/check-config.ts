// What a configuration names must be there; what the edge here would have to ignore is refused.
import { createPublicKey } from 'node:crypto'
import { notSupported } from '../../runtime/aws-error.ts'
import { cloudFrontError } from '../errors.ts'
import {
  CACHE_POLICY,
  DISTRIBUTION,
  FUNCTION,
  KEY_GROUP,
  MANAGED_POLICIES,
  ORIGIN_ACCESS_CONTROL,
  ORIGIN_REQUEST_POLICY,
  PUBLIC_KEY,
  RESPONSE_HEADERS_POLICY,
  type Kind,
} from '../kinds.ts'
import type { Store } from '../store.ts'
import { at, isTrueAt, itemsAt, parseInner, textAt, type Node } from '../xml.ts'

const MANAGED = new Set(Object.values(MANAGED_POLICIES))

const refuse = (what: string) => notSupported('cloudfront', what)

function checkPolicies(store: Store, behaviour: Node): void {
  const named: [string, Kind, string][] = [
    ['CachePolicyId', CACHE_POLICY, 'The cache policy does not exist.'],
    ['OriginRequestPolicyId', ORIGIN_REQUEST_POLICY, 'The origin request policy does not exist.'],
    ['ResponseHeadersPolicyId', RESPONSE_HEADERS_POLICY, 'The response headers policy does not exist.'],
  ]
  for (const [member, kind, message] of named) {
    const id = textAt(behaviour, member)
    if (id && !MANAGED.has(id) && !store.entity(kind.path, id))
      throw cloudFrontError(kind.missing, message, 404)
  }
}

function checkFunctions(store: Store, behaviour: Node): void {
  for (const one of itemsAt(behaviour, 'FunctionAssociations')) {
    if (textAt(one, 'EventType') !== 'viewer-request')
      throw refuse('functions at another event than viewer-request')
    const name = textAt(one, 'FunctionARN').split('/').at(-1) ?? ''
    if (!store.entity(FUNCTION, name)?.live)
      throw cloudFrontError('InvalidFunctionAssociation', `The function ${name} is not published.`, 400)
  }
}

function checkBehaviour(store: Store, behaviour: Node): void {
  if (at(behaviour, 'ForwardedValues')) throw refuse('ForwardedValues; use a cache policy')
  if (isTrueAt(behaviour, 'TrustedSigners', 'Enabled')) throw refuse('TrustedSigners; use key groups')
  if (isTrueAt(behaviour, 'SmoothStreaming')) throw refuse('SmoothStreaming')
  if (itemsAt(behaviour, 'LambdaFunctionAssociations').length > 0) throw refuse('Lambda@Edge')
  for (const member of ['FieldLevelEncryptionId', 'RealtimeLogConfigArn'])
    if (textAt(behaviour, member)) throw refuse(member)
  for (const { text } of itemsAt(behaviour, 'TrustedKeyGroups')) {
    if (!store.entity(KEY_GROUP.path, text)) {
      throw cloudFrontError('TrustedKeyGroupDoesNotExist', `The key group ${text} does not exist.`, 400)
    }
  }
  checkPolicies(store, behaviour)
  checkFunctions(store, behaviour)
}

function checkOrigin(store: Store, origin: Node): void {
  if (textAt(origin, 'S3OriginConfig', 'OriginAccessIdentity'))
    throw refuse('origin access identities; use origin access control')
  if (at(origin, 'VpcOriginConfig')) throw refuse('VPC origins')
  if (itemsAt(origin, 'CustomHeaders').length > 0) throw refuse('custom headers to an origin')
  const control = textAt(origin, 'OriginAccessControlId')
  if (control && !store.entity(ORIGIN_ACCESS_CONTROL.path, control))
    throw cloudFrontError('InvalidOriginAccessControl', 'The origin access control does not exist.', 400)
}

function checkDistribution(store: Store, config: Node): void {
  for (const member of ['OriginGroups', 'CustomErrorResponses'])
    if (itemsAt(config, member).length > 0) throw refuse(`${member} of a distribution`)
  if (textAt(config, 'DefaultRootObject')) throw refuse('DefaultRootObject')
  const restriction = textAt(config, 'Restrictions', 'GeoRestriction', 'RestrictionType')
  if (restriction && restriction !== 'none') throw refuse('restrictions by country')
  const origins = itemsAt(config, 'Origins')
  origins.forEach((origin) => checkOrigin(store, origin))
  const fallback = at(config, 'DefaultCacheBehavior')
  const behaviours = [...itemsAt(config, 'CacheBehaviors'), ...(fallback ? [fallback] : [])]
  for (const behaviour of behaviours) {
    const target = textAt(behaviour, 'TargetOriginId')
    if (!origins.some((origin) => textAt(origin, 'Id') === target)) {
      throw cloudFrontError('NoSuchOrigin', `There is no origin ${target}.`, 404)
    }
    checkBehaviour(store, behaviour)
  }
}

function checkPublicKey(config: Node): void {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(textAt(config, 'EncodedKey'))
    if (asymmetricKeyType === 'rsa' && asymmetricKeyDetails?.modulusLength === 2048) return
    if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return
  } catch {
    // Said below.
  }
  throw cloudFrontError(
    'InvalidArgument',
    'The EncodedKey is no RSA 2048 or ECDSA 256 public key in PEM.',
    400,
  )
}

function checkKeyGroup(store: Store, config: Node): void {
  for (const { text } of at(config, 'Items')?.children ?? []) {
    if (!store.entity(PUBLIC_KEY.path, text))
      throw cloudFrontError('InvalidArgument', `The public key ${text} does not exist.`, 400)
  }
}

/** @throws what CloudFront says of it, or LocalCloudNotSupported */
export function checkConfig(store: Store, kind: Kind, xml: string): void {
  const config = parseInner(xml)
  if (kind === DISTRIBUTION) checkDistribution(store, config)
  if (kind === PUBLIC_KEY) checkPublicKey(config)
  if (kind === KEY_GROUP) checkKeyGroup(store, config)
}
