// Key value stores, by name, and invalidations.
import { randomUUID } from 'node:crypto'
import { cloudFrontError } from '../errors.ts'
import { DISTRIBUTION, FUNCTION, KEY_VALUE_STORE } from '../kinds.ts'
import type { Entity, Invalidation } from '../store.ts'
import { element, parse, textAt } from '../xml.ts'
import { mustHave } from './config-operations.ts'
import { newEtag, newId } from './identifiers.ts'
import { checkVersion, innerXml, type ControlAnswer, type Desk, type Operation } from './request.ts'

export const storeArn = ({ context }: Pick<Desk, 'context'>, uuid = '') =>
  `arn:aws:cloudfront::${context.accountId}:key-value-store/${uuid}`

function shown(desk: Desk, entity: Entity, statusCode = 200): ControlAnswer {
  const body = element('KeyValueStore', [
    element('Name', entity.id),
    element('Id', entity.uuid ?? ''),
    entity.config,
    element('ARN', storeArn(desk, entity.uuid)),
    element('Status', 'READY'),
    element('LastModifiedTime', entity.modifiedAt),
  ])
  return { statusCode, headers: { etag: entity.etag }, body }
}

export function keyValueStoreOperations(desk: Desk): Record<string, Operation> {
  const { store, context } = desk
  const isoNow = () => new Date(context.clock.now()).toISOString()
  const find = (name = '') => {
    const found = store.entity(KEY_VALUE_STORE, name)
    if (!found) throw cloudFrontError('EntityNotFound', 'The key value store entity was not found.', 404)
    return found
  }
  return {
    'POST key-value-store': ({ body }) => {
      const request = parse(body)
      const id = textAt(request, 'Name')
      if (request.children.some(({ name }) => name === 'ImportSource'))
        throw cloudFrontError('UnsupportedOperation', 'The local cloud imports no keys.', 400)
      if (store.entity(KEY_VALUE_STORE, id))
        throw cloudFrontError('EntityAlreadyExists', 'The key value store entity already exists.', 409)
      const at = isoNow()
      const entity: Entity = {
        ...{ kind: KEY_VALUE_STORE, id, etag: newEtag(), uuid: randomUUID(), createdAt: at, modifiedAt: at },
        config: element('Comment', textAt(request, 'Comment')),
      }
      store.save(entity)
      return shown(desk, entity, 201)
    },
    'GET key-value-store/{id}': ({ parts }) => shown(desk, find(parts[1])),
    'PUT key-value-store/{id}': ({ parts, body, ifMatch }) => {
      const entity = find(parts[1])
      checkVersion(ifMatch, entity.etag)
      const config = element('Comment', textAt(parse(body), 'Comment'))
      const changed = { ...entity, config, etag: newEtag(), modifiedAt: isoNow() }
      store.save(changed)
      return shown(desk, changed)
    },
    'DELETE key-value-store/{id}': ({ parts, ifMatch }) => {
      const entity = find(parts[1])
      checkVersion(ifMatch, entity.etag)
      const arn = storeArn(desk, entity.uuid)
      if (store.entities(FUNCTION).some(({ config }) => config.includes(`>${arn}<`)))
        throw cloudFrontError('CannotDeleteEntityWhileInUse', 'A function uses the key value store.', 409)
      store.dropKeys(entity.uuid ?? '')
      store.remove(KEY_VALUE_STORE, entity.id)
      return { statusCode: 204 }
    },
  }
}

const wholeInvalidation = ({ id, createdAt, batch }: Invalidation) =>
  element('Invalidation', [
    element('Id', id),
    element('Status', 'Completed'),
    element('CreateTime', createdAt),
    `<InvalidationBatch>${batch}</InvalidationBatch>`,
  ])

/** The edge here keeps nothing, so that an invalidation is done when it is asked for. */
export function invalidationOperations(desk: Desk): Record<string, Operation> {
  const { store, context } = desk
  return {
    'POST distribution/{id}/invalidation': ({ parts, body }) => {
      const { id: distributionId } = mustHave(desk, DISTRIBUTION, parts[1] ?? '')
      const batch = innerXml(body, 'InvalidationBatch')
      const reference = (xml: string) => /<CallerReference>([^<]*)</.exec(xml)?.[1]
      const former = store
        .invalidations(distributionId)
        .find((one) => reference(one.batch) === reference(batch))
      if (former && former.batch !== batch)
        throw cloudFrontError('InvalidArgument', 'The caller reference was used for other paths.', 400)
      const createdAt = new Date(context.clock.now()).toISOString()
      const made = former ?? { id: newId('I'), distributionId, createdAt, batch }
      if (!former) store.saveInvalidation(made)
      return { statusCode: 201, body: wholeInvalidation(made) }
    },
    'GET distribution/{id}/invalidation/{name}': ({ parts }) => {
      const { id } = mustHave(desk, DISTRIBUTION, parts[1] ?? '')
      const found = store.invalidations(id).find((one) => one.id === parts[3])
      if (!found)
        throw cloudFrontError('NoSuchInvalidation', 'The specified invalidation does not exist.', 404)
      return { statusCode: 200, body: wholeInvalidation(found) }
    },
    'GET distribution/{id}/invalidation': ({ parts }) => {
      const { id } = mustHave(desk, DISTRIBUTION, parts[1] ?? '')
      const all = store.invalidations(id)
      const items = all.map((one) =>
        element('InvalidationSummary', [
          element('Id', one.id),
          element('CreateTime', one.createdAt),
          element('Status', 'Completed'),
        ]),
      )
      const body = element('InvalidationList', [
        element('Marker', ''),
        element('MaxItems', Math.max(100, all.length)),
        element('IsTruncated', 'false'),
        element('Quantity', all.length),
        element('Items', items),
      ])
      return { statusCode: 200, body }
    },
  }
}
