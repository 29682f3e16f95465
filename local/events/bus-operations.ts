// Event buses, and the tags of buses and rules.
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { Bus } from './records.ts'
import type { Store } from './store.ts'

export const DEFAULT_BUS = 'default'
const NAME = /^[/.\-_A-Za-z0-9]{1,256}$/

export const missing = (message: string) => new AwsError('ResourceNotFoundException', message)

/** A bus is given by name or ARN. */
export const busName = (given: string | undefined) =>
  given === undefined
    ? DEFAULT_BUS
    : given.startsWith('arn:')
      ? given.slice(given.indexOf('event-bus/') + 10)
      : given

/** @throws ResourceNotFoundException */
export function findBus(store: Store, given: string | undefined): Bus {
  const name = busName(given)
  const bus = store.bus(name)
  if (!bus) throw missing(`Event bus ${name} does not exist.`)
  return bus
}

export interface PageInput {
  NamePrefix?: string
  NextToken?: string
  Limit?: number
}

/** One page under `member`; the token is the offset of the next. */
export function page<T>(member: string, all: T[], { NextToken, Limit }: PageInput) {
  const start = Number(NextToken ?? 0)
  const end = start + (Limit ?? 100)
  return { [member]: all.slice(start, end), ...(end < all.length && { NextToken: String(end) }) }
}

export function createBusOperations(context: CloudContext, store: Store) {
  const make = (name: string, description?: string): Bus => {
    const nowS = context.clock.now() / 1000
    const bus: Bus = {
      Name: name,
      Arn: `arn:aws:events:${context.region}:${context.accountId}:event-bus/${name}`,
      ...(description && { Description: description }),
      CreationTime: nowS,
      LastModifiedTime: nowS,
    }
    store.saveBus(bus)
    return bus
  }
  if (!store.bus(DEFAULT_BUS)) make(DEFAULT_BUS)

  const tagged = (arn: string) => {
    const isBus = store.buses().some((bus) => bus.Arn === arn)
    const isRule = store.buses().some((bus) => store.rules(bus.Name).some((rule) => rule.Arn === arn))
    if (!isBus && !isRule) throw missing(`Resource ${arn} does not exist.`)
    return arn
  }

  return {
    CreateEventBus(input: { Name: string; Description?: string; Tags?: { Key: string; Value: string }[] }) {
      const { Name } = input
      if (!NAME.test(Name) || Name === DEFAULT_BUS || Name.startsWith('aws.')) {
        throw new AwsError('ValidationException', `Event bus name ${Name} is not valid.`)
      }
      if (store.bus(Name))
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`)
      const bus = make(Name, input.Description)
      if (input.Tags)
        store.saveTags(bus.Arn, Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value])))
      return { EventBusArn: bus.Arn, ...(bus.Description && { Description: bus.Description }) }
    },
    UpdateEventBus(input: { Name?: string; Description?: string }) {
      const bus = { ...findBus(store, input.Name), LastModifiedTime: context.clock.now() / 1000 }
      if (input.Description !== undefined) bus.Description = input.Description
      store.saveBus(bus)
      return { Name: bus.Name, Arn: bus.Arn, Description: bus.Description }
    },
    DescribeEventBus: (input: { Name?: string }) => findBus(store, input.Name),
    DeleteEventBus({ Name }: { Name: string }) {
      if (busName(Name) === DEFAULT_BUS)
        throw new AwsError('ValidationException', 'Cannot delete event bus default.')
      if (store.rules(busName(Name)).length > 0) {
        throw new AwsError('ValidationException', `Event bus ${Name} cannot be deleted since it has rules.`)
      }
      store.deleteBus(busName(Name))
    },
    ListEventBuses: (input: PageInput) =>
      page(
        'EventBuses',
        store.buses().filter((bus) => bus.Name.startsWith(input.NamePrefix ?? '')),
        input,
      ),

    TagResource(input: { ResourceARN: string; Tags: { Key: string; Value: string }[] }) {
      const added = Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value]))
      store.saveTags(tagged(input.ResourceARN), { ...store.tags(input.ResourceARN), ...added })
    },
    UntagResource(input: { ResourceARN: string; TagKeys: string[] }) {
      const left = Object.entries(store.tags(tagged(input.ResourceARN))).filter(
        ([key]) => !input.TagKeys.includes(key),
      )
      store.saveTags(input.ResourceARN, Object.fromEntries(left))
    },
    ListTagsForResource: (input: { ResourceARN: string }) => ({
      Tags: Object.entries(store.tags(tagged(input.ResourceARN))).map(([Key, Value]) => ({ Key, Value })),
    }),
  }
}
