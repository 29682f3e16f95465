// Event source mappings: the operations, and one poller per enabled mapping.
import { randomUUID } from 'node:crypto'
import { GetQueueAttributesCommand, SQSClient, SQSServiceException } from '@aws-sdk/client-sqs'
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { invalidParameter } from './function-config.ts'
import type { FunctionConfig } from './function-config.ts'
import { notFound, parseFunctionName } from './function-name.ts'
import type { Functions, PageInput } from './functions.ts'
import { paginate } from './paginate.ts'
import type { Pool } from './pool.ts'
import { queueUrl } from './queue-url.ts'
import { startPoller } from './sqs-poller.ts'
import type { Poller } from './sqs-poller.ts'
import type { Store } from './store.ts'

export interface Mapping {
  UUID: string
  EventSourceMappingArn: string
  EventSourceArn: string
  FunctionArn: string
  BatchSize: number
  MaximumBatchingWindowInSeconds: number
  FunctionResponseTypes: string[]
  ScalingConfig?: { MaximumConcurrency?: number }
  State: 'Enabled' | 'Disabled' | 'Deleting'
  StateTransitionReason: string
  /** Seconds since the epoch, as JSON carries timestamps. */
  LastModified: number
}

interface MappingInput {
  UUID?: string
  FunctionName?: string
  EventSourceArn?: string
  Enabled?: boolean
  BatchSize?: number
  MaximumBatchingWindowInSeconds?: number
  FunctionResponseTypes?: string[]
  ScalingConfig?: { MaximumConcurrency?: number }
  [member: string]: unknown
}

export interface MappingParts {
  context: CloudContext
  functions: Functions
  store: Store
  pool: Pool
}

const UNSUPPORTED = [
  'FilterCriteria',
  'DestinationConfig',
  'ProvisionedPollerConfig',
  'KMSKeyArn',
  'SelfManagedEventSource',
]

function checkSupport(input: MappingInput) {
  for (const member of UNSUPPORTED) {
    const value = input[member]
    if (value && Object.keys(value).length > 0) throw notSupported('lambda', `the mapping setting ${member}`)
  }
}

function checkMapping(mapping: Mapping) {
  const isFifo = mapping.EventSourceArn.endsWith('.fifo')
  const { BatchSize: size, MaximumBatchingWindowInSeconds: windowS } = mapping
  const most = isFifo ? 10 : 10_000
  if (!(size >= 1 && size <= most)) throw invalidParameter(`Batch size must be between 1 and ${most}.`)
  if (!(windowS >= 0 && windowS <= 300))
    throw invalidParameter('Maximum batch window must be between 0 and 300.')
  if (windowS > 0 && isFifo) throw invalidParameter('Batching window is not supported for FIFO queues.')
  const { MaximumConcurrency: concurrency = 2 } = mapping.ScalingConfig ?? {}
  if (!(concurrency >= 2 && concurrency <= 1000))
    throw invalidParameter('Maximum concurrency must be between 2 and 1000.')
  if (size > 10 && windowS < 1) {
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    )
  }
}

export function createEventSourceMappings({ context, functions, store, pool }: MappingParts) {
  const pollers = new Map<string, Poller>()
  const ending = new Set<Poller>()

  const poll = (mapping: Mapping) => {
    if (mapping.State === 'Enabled') {
      pollers.set(mapping.UUID, startPoller({ context, functions, pool, mapping }))
    }
  }
  const detach = (uuid: string) => {
    const poller = pollers.get(uuid)
    if (!poller) return
    pollers.delete(uuid)
    ending.add(poller)
    void poller.stop().finally(() => ending.delete(poller))
  }
  const find = (input: { UUID?: string }) => {
    const mapping = input.UUID && store.mapping<Mapping>(input.UUID)
    if (!mapping) throw notFound('The resource you requested does not exist.')
    return mapping
  }
  const lay = (base: Mapping, input: MappingInput): Mapping => {
    const next = { ...base, LastModified: context.clock.now() / 1000 }
    if (input.FunctionName) next.FunctionArn = functionArn(functions, input.FunctionName)
    for (const member of [
      'BatchSize',
      'MaximumBatchingWindowInSeconds',
      'FunctionResponseTypes',
      'ScalingConfig',
    ] as const) {
      if (input[member] !== undefined) Object.assign(next, { [member]: input[member] })
    }
    if (input.Enabled !== undefined) next.State = input.Enabled ? 'Enabled' : 'Disabled'
    checkSupport(input)
    checkMapping(next)
    return next
  }
  const checkDuplicate = (mapping: Mapping) => {
    const same = store
      .mappings<Mapping>()
      .find((one) => one.EventSourceArn === mapping.EventSourceArn && one.FunctionArn === mapping.FunctionArn)
    if (!same) return
    throw new AwsError(
      'ResourceConflictException',
      `An event source mapping with SQS arn (" ${mapping.EventSourceArn} ") and function (" ${mapping.FunctionArn} ") ` +
        `already exists. Please update or delete the existing mapping with UUID ${same.UUID}`,
      409,
      { Type: 'User' },
    )
  }

  async function CreateEventSourceMapping(input: MappingInput) {
    const source = input.EventSourceArn ?? ''
    if (!source.includes(':sqs:')) throw notSupported('lambda', `event sources other than SQS (${source})`)
    const uuid = randomUUID()
    const base: Mapping = {
      UUID: uuid,
      EventSourceMappingArn: `arn:aws:lambda:${context.region}:${context.accountId}:event-source-mapping:${uuid}`,
      EventSourceArn: source,
      FunctionArn: functionArn(functions, input.FunctionName ?? ''),
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: [],
      State: 'Enabled',
      StateTransitionReason: 'USER_INITIATED',
      LastModified: 0,
    }
    const mapping = lay(base, input)
    checkDuplicate(mapping)
    await checkQueue(context, functions.find(parseFunctionName(mapping.FunctionArn)), source)
    store.saveMapping(uuid, mapping)
    poll(mapping)
    return mapping
  }

  return {
    operations: {
      CreateEventSourceMapping,
      GetEventSourceMapping: find,
      UpdateEventSourceMapping(input: MappingInput) {
        const mapping = lay(find(input), input)
        store.saveMapping(mapping.UUID, mapping)
        detach(mapping.UUID)
        poll(mapping)
        return mapping
      },
      DeleteEventSourceMapping(input: { UUID: string }) {
        const mapping = find(input)
        store.deleteMapping(mapping.UUID)
        detach(mapping.UUID)
        return { ...mapping, State: 'Deleting' }
      },
      ListEventSourceMappings(input: { EventSourceArn?: string; FunctionName?: string } & PageInput) {
        const arn = input.FunctionName && functions.arn(parseFunctionName(input.FunctionName).name)
        const wanted = store
          .mappings<Mapping>()
          .filter((one) => !input.EventSourceArn || one.EventSourceArn === input.EventSourceArn)
          .filter((one) => !arn || one.FunctionArn === arn || one.FunctionArn.startsWith(`${arn}:`))
        return paginate('EventSourceMappings', wanted, input)
      },
    },
    start() {
      for (const mapping of store.mappings<Mapping>()) poll(mapping)
    },
    async stop() {
      await Promise.all([...pollers.values(), ...ending].map((poller) => poller.stop()))
    },
  }
}

function functionArn(functions: Functions, given: string): string {
  const wanted = parseFunctionName(given)
  functions.find(wanted)
  return functions.arn(wanted.name) + (wanted.qualifier ? `:${wanted.qualifier}` : '')
}

// AWS looks at the queue with the function's role: a queue that hides messages for less time than the function may
// take would hand them out twice.
async function checkQueue(context: CloudContext, config: FunctionConfig, queueArn: string) {
  const sqs = new SQSClient({
    endpoint: context.endpointUrl(),
    region: context.region,
    credentials: context.identities.issue(config.Role, config.FunctionName),
  })
  const input = { QueueUrl: queueUrl(context, queueArn), AttributeNames: ['VisibilityTimeout' as const] }
  try {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(input))
    const hiddenS = Number(Attributes?.['VisibilityTimeout'] ?? 30)
    if (hiddenS < config.Timeout) {
      throw invalidParameter(
        `Queue visibility timeout: ${hiddenS} seconds is less than Function timeout: ${config.Timeout} seconds`,
      )
    }
  } catch (error) {
    if (!(error instanceof SQSServiceException)) throw error
    throw invalidParameter(
      `Error occurred while ReceiveMessage. SQS Error Code: ${error.name}. SQS Error Message: ${error.message}`,
    )
  } finally {
    sqs.destroy()
  }
}
