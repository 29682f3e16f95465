// Create, get, update, delete of everything that is one configuration document.
import { cloudFrontError } from '../errors.ts'
import { distributionArn, domainOf } from '../address.ts'
import { CONFIG_KINDS, DISTRIBUTION, PUBLIC_KEY, type Kind } from '../kinds.ts'
import type { Entity } from '../store.ts'
import { element, isTrueAt, parseInner, textAt } from '../xml.ts'
import { checkConfig } from './check-config.ts'
import { newEtag, newId } from './identifiers.ts'
import { checkVersion, innerXml, type ControlAnswer, type Desk, type Operation } from './request.ts'

const isoNow = ({ context }: Desk) => new Date(context.clock.now()).toISOString()

function whole(desk: Desk, kind: Kind, { id, config, createdAt, modifiedAt }: Entity): string {
  const content = [
    element('Id', id),
    element('CreatedTime', createdAt),
    element('LastModifiedTime', modifiedAt),
    ...(kind === DISTRIBUTION
      ? [
          element('ARN', distributionArn(desk.context, id)),
          element('Status', 'Deployed'),
          element('InProgressInvalidationBatches', 0),
          element('DomainName', domainOf(desk.context, id)),
        ]
      : []),
    `<${kind.config}>${config}</${kind.config}>`,
  ]
  return element(kind.element, content)
}

const answer = (desk: Desk, kind: Kind, entity: Entity): ControlAnswer => ({
  statusCode: 200,
  headers: {
    etag: entity.etag,
    location: `https://cloudfront.amazonaws.com/2020-05-31/${kind.path}/${entity.id}`,
  },
  body: whole(desk, kind, entity),
})

export function mustHave({ store }: Desk, kind: Kind, id: string): Entity {
  const found = store.entity(kind.path, id)
  if (!found) throw cloudFrontError(kind.missing, `The specified ${kind.noun} does not exist.`, 404)
  return found
}

/** The caller may ask twice; one reference or name stands for one thing. */
function checkUnique({ store }: Desk, kind: Kind, config: string): void {
  const key = kind === DISTRIBUTION ? 'CallerReference' : 'Name'
  const wanted = textAt(parseInner(config), key)
  const taken = store.entities(kind.path).some((one) => textAt(parseInner(one.config), key) === wanted)
  if (!taken) return
  throw cloudFrontError(
    `${kind.noun}AlreadyExists`,
    `There is a ${kind.noun} of the ${key} ${wanted} already.`,
    409,
  )
}

function create(desk: Desk, kind: Kind, body: string): ControlAnswer {
  const config = innerXml(body, kind.config)
  checkConfig(desk.store, kind, config)
  checkUnique(desk, kind, config)
  const at = isoNow(desk)
  const entity: Entity = {
    ...{ kind: kind.path, id: newId(kind.idPrefix), etag: newEtag(), config },
    ...{ createdAt: at, modifiedAt: at },
  }
  desk.store.save(entity)
  return { ...answer(desk, kind, entity), statusCode: 201 }
}

function checkFixed(kind: Kind, before: string, after: string): void {
  if (kind !== PUBLIC_KEY) return
  const [old, changed] = [before, after].map(parseInner)
  const fixed = ['CallerReference', 'EncodedKey', 'Name']
  if (fixed.every((name) => textAt(old, name).trim() === textAt(changed, name).trim())) return
  throw cloudFrontError(
    'CannotChangeImmutablePublicKeyFields',
    "You can't change the value of a public key.",
    400,
  )
}

function remove(desk: Desk, kind: Kind, { id, config }: Entity): ControlAnswer {
  const { store } = desk
  const isNamed = store.entities().some((one) => one.id !== id && one.config.includes(`>${id}<`))
  if (kind === DISTRIBUTION ? isTrueAt(parseInner(config), 'Enabled') : isNamed) {
    const why = kind === DISTRIBUTION ? 'is enabled' : 'is in use'
    throw cloudFrontError(kind.inUse, `The ${kind.noun} you are trying to delete ${why}.`, 409)
  }
  store.remove(kind.path, id)
  return { statusCode: 204 }
}

function operationsOf(desk: Desk, kind: Kind): Record<string, Operation> {
  const updatePath = kind.updatesAt === 'config' ? '{id}/config' : '{id}'
  return {
    [`POST ${kind.path}`]: ({ body }) => create(desk, kind, body),
    [`GET ${kind.path}/{id}`]: ({ parts }) => answer(desk, kind, mustHave(desk, kind, parts[1] ?? '')),
    [`GET ${kind.path}/{id}/config`]: ({ parts }) => {
      const { etag, config } = mustHave(desk, kind, parts[1] ?? '')
      return { statusCode: 200, headers: { etag }, body: `<${kind.config}>${config}</${kind.config}>` }
    },
    [`PUT ${kind.path}/${updatePath}`]: ({ parts, body, ifMatch }) => {
      const entity = mustHave(desk, kind, parts[1] ?? '')
      checkVersion(ifMatch, entity.etag)
      const config = innerXml(body, kind.config)
      checkFixed(kind, entity.config, config)
      checkConfig(desk.store, kind, config)
      const changed = { ...entity, config, etag: newEtag(), modifiedAt: isoNow(desk) }
      desk.store.save(changed)
      return answer(desk, kind, changed)
    },
    [`DELETE ${kind.path}/{id}`]: ({ parts, ifMatch }) => {
      const entity = mustHave(desk, kind, parts[1] ?? '')
      checkVersion(ifMatch, entity.etag)
      return remove(desk, kind, entity)
    },
  }
}

export const configOperations = (desk: Desk): Record<string, Operation> =>
  Object.assign({}, ...CONFIG_KINDS.map((kind) => operationsOf(desk, kind))) as Record<string, Operation>
