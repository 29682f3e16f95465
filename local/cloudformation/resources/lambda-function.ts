import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type CreateFunctionCommandInput,
  type FunctionCode,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { isDeepStrictEqual } from 'node:util'
import { asNumber, asTextMap, defined, staleTagKeys, tagMap } from './coerce.ts'
import { unlessGone, until } from './outcome.ts'
import type { Made, Properties, ResourceProvider, ResourceRequest, UpdateRequest } from './provider.ts'

const LONGEST_FUNCTION_NAME = 64

const CONFIGURATION = [
  'Role',
  'Handler',
  'Runtime',
  'Description',
  'Timeout',
  'MemorySize',
  'Environment',
  'EphemeralStorage',
  'TracingConfig',
  'DeadLetterConfig',
  'Layers',
  'LoggingConfig',
  'KmsKeyArn',
]

function configuration(properties: Properties): Properties {
  const picked = Object.fromEntries(CONFIGURATION.map((name) => [name, properties[name]]))
  return defined({
    ...picked,
    Timeout: asNumber(picked['Timeout']),
    MemorySize: asNumber(picked['MemorySize']),
    Environment: picked['Environment'] && { Variables: asTextMap(picked['Environment']['Variables']) },
    EphemeralStorage: picked['EphemeralStorage'] && { Size: asNumber(picked['EphemeralStorage']['Size']) },
  })
}

// Code written into the template is the one file index, as CloudFormation names it.
function code(properties: Properties): FunctionCode {
  const { ZipFile, ...rest } = properties['Code'] as Properties & FunctionCode
  if (typeof ZipFile !== 'string') return rest
  return { ZipFile: zipSync({ 'index.js': strToU8(ZipFile) }, { mtime: new Date(1980, 0, 1) }) }
}

function createInput(request: ResourceRequest, FunctionName: string): CreateFunctionCommandInput {
  const { properties } = request
  const { Architectures, PackageType } = properties
  return {
    ...configuration(properties),
    ...defined({ Architectures, PackageType }),
    FunctionName,
    Code: code(properties),
    Tags: tagMap(request),
  } as CreateFunctionCommandInput
}

function made(request: ResourceRequest, name: string): Made {
  return {
    physicalId: name,
    attributes: { Arn: `arn:aws:lambda:${request.region}:${request.accountId}:function:${name}` },
  }
}

const settled = ({ clients }: ResourceRequest, FunctionName: string) =>
  until(`function ${FunctionName}`, async () => {
    const now = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    if (now.State === 'Failed') throw new Error(now.StateReason ?? `function ${FunctionName} failed`)
    return (now.State ?? 'Active') !== 'Pending' && now.LastUpdateStatus !== 'InProgress'
  })

async function putConcurrency(
  { clients, properties }: ResourceRequest,
  FunctionName: string,
  previous: Properties,
) {
  const now = asNumber(properties['ReservedConcurrentExecutions'])
  const before = asNumber(previous['ReservedConcurrentExecutions'])
  if (now === before) return
  await (now === undefined
    ? clients.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
    : clients.lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: now }),
      ))
}

// What leaves the template goes back to Lambda's default.
const DEFAULTS: Properties = {
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  Environment: { Variables: {} },
  EphemeralStorage: { Size: 512 },
  TracingConfig: { Mode: 'PassThrough' },
  DeadLetterConfig: {},
  Layers: [],
}

async function putConfiguration(request: UpdateRequest, FunctionName: string) {
  const now = configuration(request.properties)
  const before = configuration(request.previous)
  if (isDeepStrictEqual(now, before)) return
  const gone = Object.keys(before).filter((name) => !(name in now) && name in DEFAULTS)
  const defaults = Object.fromEntries(gone.map((name) => [name, DEFAULTS[name]]))
  await request.clients.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, ...defaults, ...now }),
  )
  await settled(request, FunctionName)
}

async function putCode(request: UpdateRequest, FunctionName: string) {
  const isSame = (name: string) => isDeepStrictEqual(request.properties[name], request.previous[name])
  if (isSame('Code') && isSame('Architectures')) return
  const { Architectures } = request.properties
  const input = { FunctionName, ...code(request.properties), ...defined({ Architectures }) }
  await request.clients.lambda.send(new UpdateFunctionCodeCommand(input))
  await settled(request, FunctionName)
}

async function putTags(request: UpdateRequest, Resource: string) {
  const Tags = tagMap(request)
  const TagKeys = staleTagKeys(tagMap({ ...request, properties: request.previous }), Tags)
  if (TagKeys.length > 0) await request.clients.lambda.send(new UntagResourceCommand({ Resource, TagKeys }))
  const hadTags = isDeepStrictEqual(request.properties['Tags'], request.previous['Tags'])
  if (!hadTags || request.stackTags.length > 0) {
    if (Object.keys(Tags).length > 0)
      await request.clients.lambda.send(new TagResourceCommand({ Resource, Tags }))
  }
}

export const lambdaFunction: ResourceProvider = {
  applies: [
    'FunctionName',
    'Code',
    'Architectures',
    'PackageType',
    'ReservedConcurrentExecutions',
    'Tags',
    ...CONFIGURATION,
  ],
  records: ['VpcConfig', 'RuntimeManagementConfig', 'SnapStart', 'RecursiveLoop'],
  required: ['Code', 'Role'],
  createOnly: ['FunctionName', 'PackageType'],
  nameProperty: 'FunctionName',
  takesStackTags: true,
  async create(request) {
    const name = request.properties['FunctionName'] ?? request.generateName(LONGEST_FUNCTION_NAME)
    await request.clients.lambda.send(new CreateFunctionCommand(createInput(request, name)))
    request.claim(name)
    await settled(request, name)
    await putConcurrency(request, name, {})
    return made(request, name)
  },
  async update(request) {
    const name = request.physicalId
    await putCode(request, name)
    await putConfiguration(request, name)
    await putConcurrency(request, name, request.previous)
    const result = made(request, name)
    await putTags(request, String(result.attributes?.['Arn']))
    return result
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.lambda.send(new DeleteFunctionCommand({ FunctionName: physicalId })),
      'ResourceNotFoundException',
    ),
}
