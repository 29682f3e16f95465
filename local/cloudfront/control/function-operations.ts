// CloudFront Functions, by name: a change is in development until it is published.
import { cloudFrontError } from '../errors.ts'
import { FUNCTION, KEY_VALUE_STORE } from '../kinds.ts'
import type { Entity } from '../store.ts'
import { element, itemsAt, parse, parseInner, textAt } from '../xml.ts'
import { compile } from '../edge/viewer-function.ts'
import { newEtag } from './identifiers.ts'
import { checkVersion, innerXml, type ControlAnswer, type Desk, type Operation } from './request.ts'

const MOST_CODE_BYTES = 10_240

const arnOf = ({ context }: Desk, name: string) => `arn:aws:cloudfront::${context.accountId}:function/${name}`

function summary(desk: Desk, entity: Entity): ControlAnswer {
  const metadata = [
    element('FunctionARN', arnOf(desk, entity.id)),
    element('Stage', 'DEVELOPMENT'),
    element('CreatedTime', entity.createdAt),
    element('LastModifiedTime', entity.modifiedAt),
  ]
  const isPublished = entity.live?.code === entity.code && entity.live?.config === entity.config
  const body = element('FunctionSummary', [
    element('Name', entity.id),
    element('Status', isPublished ? 'DEPLOYED' : 'UNPUBLISHED'),
    `<FunctionConfig>${entity.config}</FunctionConfig>`,
    element('FunctionMetadata', metadata),
  ])
  return { statusCode: 200, headers: { etag: entity.etag }, body }
}

/** @throws what is wrong with configuration or code */
function readSource({ store }: Desk, body: string, wrapper: string): Pick<Entity, 'config' | 'code'> {
  const code = Buffer.from(textAt(parse(body), 'FunctionCode'), 'base64').toString('utf8')
  if (Buffer.byteLength(code) > MOST_CODE_BYTES)
    throw cloudFrontError('FunctionSizeLimitExceeded', 'The function exceeds the maximum size.', 413)
  const config = innerXml(innerXml(body, wrapper), 'FunctionConfig')
  const settings = parseInner(config)
  if (textAt(settings, 'Runtime') !== 'cloudfront-js-2.0')
    throw cloudFrontError('InvalidArgument', 'The local edge runs cloudfront-js-2.0 only.', 400)
  for (const one of itemsAt(settings, 'KeyValueStoreAssociations')) {
    const arn = textAt(one, 'KeyValueStoreARN')
    const isThere = store.entities(KEY_VALUE_STORE).some(({ uuid }) => arn.endsWith(`/${uuid}`))
    if (!isThere) throw cloudFrontError('EntityNotFound', `There is no key value store ${arn}.`, 404)
  }
  compile(code)
  return { config, code }
}

export function functionOperations(desk: Desk): Record<string, Operation> {
  const { store, context } = desk
  const isoNow = () => new Date(context.clock.now()).toISOString()
  const mustHave = (name = '') => {
    const found = store.entity(FUNCTION, name)
    if (!found) throw cloudFrontError('NoSuchFunctionExists', 'The function does not exist.', 404)
    return found
  }
  return {
    'POST function': ({ body }) => {
      const id = textAt(parse(body), 'Name')
      if (store.entity(FUNCTION, id))
        throw cloudFrontError('FunctionAlreadyExists', 'A function with the same name already exists.', 409)
      const source = readSource(desk, body, 'CreateFunctionRequest')
      const at = isoNow()
      const entity = { kind: FUNCTION, id, etag: newEtag(), createdAt: at, modifiedAt: at, ...source }
      store.save(entity)
      return { ...summary(desk, entity), statusCode: 201 }
    },
    'GET function/{id}/describe': ({ parts }) => summary(desk, mustHave(parts[1])),
    'PUT function/{id}': ({ parts, body, ifMatch }) => {
      const entity = mustHave(parts[1])
      checkVersion(ifMatch, entity.etag)
      const source = readSource(desk, body, 'UpdateFunctionRequest')
      const changed = { ...entity, ...source, etag: newEtag(), modifiedAt: isoNow() }
      store.save(changed)
      return summary(desk, changed)
    },
    'POST function/{id}/publish': ({ parts, ifMatch }) => {
      const entity = mustHave(parts[1])
      checkVersion(ifMatch, entity.etag)
      const published = { ...entity, live: { code: entity.code ?? '', config: entity.config } }
      store.save(published)
      return summary(desk, published)
    },
    'DELETE function/{id}': ({ parts, ifMatch }) => {
      const entity = mustHave(parts[1])
      checkVersion(ifMatch, entity.etag)
      const arn = arnOf(desk, entity.id)
      if (store.entities('distribution').some(({ config }) => config.includes(`>${arn}<`)))
        throw cloudFrontError('FunctionInUse', 'The function is associated with a distribution.', 409)
      store.remove(FUNCTION, entity.id)
      return { statusCode: 204 }
    },
  }
}
