import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda'
import { asBoolean, asNumber, defined } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Count, Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

const NUMBERS = [
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
]
const PLAIN = ['FilterCriteria', 'DestinationConfig', 'FunctionResponseTypes', 'KmsKeyArn']

type MappingProperties = Properties & { ScalingConfig?: { MaximumConcurrency?: Count } }

function changeable(properties: MappingProperties): Properties {
  const pick = (names: string[], convert: (value: unknown) => unknown) =>
    Object.fromEntries(names.map((name) => [name, convert(properties[name])]))
  const scaling = properties.ScalingConfig
  return defined({
    FunctionName: properties['FunctionName'],
    Enabled: asBoolean(properties['Enabled']),
    BisectBatchOnFunctionError: asBoolean(properties['BisectBatchOnFunctionError']),
    ScalingConfig: scaling && { MaximumConcurrency: asNumber(scaling.MaximumConcurrency) },
    ...pick(NUMBERS, asNumber),
    ...pick(PLAIN, (value) => value),
  })
}

const made = ({ region, accountId }: ResourceRequest<MappingProperties>, id: string): Made => ({
  physicalId: id,
  attributes: {
    Id: id,
    EventSourceMappingArn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${id}`,
  },
})

export const lambdaEventSource: ResourceProvider<MappingProperties> = {
  applies: [
    'FunctionName',
    'EventSourceArn',
    'Enabled',
    'StartingPosition',
    'BisectBatchOnFunctionError',
    'ScalingConfig',
    ...NUMBERS,
    ...PLAIN,
  ],
  records: ['Tags'],
  required: ['FunctionName'],
  createOnly: ['EventSourceArn', 'StartingPosition'],
  async create(request) {
    const { EventSourceArn, StartingPosition } = request.properties
    const input = { ...changeable(request.properties), ...defined({ EventSourceArn, StartingPosition }) }
    const { UUID } = await request.clients.lambda.send(
      new CreateEventSourceMappingCommand(input as unknown as CreateEventSourceMappingCommandInput),
    )
    return made(request, UUID!)
  },
  async update(request) {
    const input = { UUID: request.physicalId, ...changeable(request.properties) }
    await request.clients.lambda.send(new UpdateEventSourceMappingCommand(input))
    return made(request, request.physicalId)
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.lambda.send(new DeleteEventSourceMappingCommand({ UUID: physicalId })),
      'ResourceNotFoundException',
    ),
}
