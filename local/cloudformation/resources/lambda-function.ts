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
  type Architecture,
  type CreateFunctionCommandInput,
  type FunctionCode,
  type PackageType,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { isDeepStrictEqual } from 'node:util'
import type { Tag } from '../records.ts'
import { asNumber, asTextMap, defined, tagChanges, tagMap } from './coerce.ts'
import { unlessGone, until } from './outcome.ts'
import type { Count, Made, Properties, ResourceProvider, ResourceRequest, UpdateRequest } from './provider.ts'

const LONGEST_FUNCTION_NAME = 64

type FunctionProperties = Properties & {
  FunctionName?: string
  Code: Omit<FunctionCode, 'ZipFile'> & { ZipFile?: string }
  Architectures?: Architecture[]
  PackageType?: PackageType
  ReservedConcurrentExecutions?: Count
  Timeout?: Count
  MemorySize?: Count
  Environment?: { Variables?: Record<string, unknown> }
  EphemeralStorage?: { Size: Count }
  Tags?: Tag[]
}

type Request = ResourceRequest<FunctionProperties>
type Update = UpdateRequest<FunctionProperties>

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

function configuration(properties: FunctionProperties): Properties {
  const { Timeout, MemorySize, Environment, EphemeralStorage } = properties
  return defined({
    ...Object.fromEntries(CONFIGURATION.map((name) => [name, properties[name]])),
    Timeout: asNumber(Timeout),
    MemorySize: asNumber(MemorySize),
    Environment: Environment && { Variables: asTextMap(Environment.Variables) },
    EphemeralStorage: EphemeralStorage && { Size: asNumber(EphemeralStorage.Size) },
  })
}

// Code written into the template is the one file index, as CloudFormation names it.
function code({ Code: { ZipFile, ...rest } }: FunctionProperties): FunctionCode {
  if (ZipFile === undefined) return rest
  return { ZipFile: zipSync({ 'index.js': strToU8(ZipFile) }, { mtime: new Date(1980, 0, 1) }) }
}

function createInput(request: Request, FunctionName: string): CreateFunctionCommandInput {
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

function made(request: Request, name: string): Made {
  return {
    physicalId: name,
    attributes: { Arn: `arn:aws:lambda:${request.region}:${request.accountId}:function:${name}` },
  }
}

const settled = ({ clients }: Request, FunctionName: string) =>
  until(`function ${FunctionName}`, async () => {
    const now = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    if (now.State === 'Failed') throw new Error(now.StateReason ?? `function ${FunctionName} failed`)
    return (now.State ?? 'Active') !== 'Pending' && now.LastUpdateStatus !== 'InProgress'
  })

async function putConcurrency(
  { clients, properties }: Request,
  FunctionName: string,
  previous: Partial<FunctionProperties>,
) {
  const now = asNumber(properties.ReservedConcurrentExecutions)
  const before = asNumber(previous.ReservedConcurrentExecutions)
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

async function putConfiguration(request: Update, FunctionName: string) {
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

async function putCode(request: Update, FunctionName: string) {
  const isSame = (name: string) => isDeepStrictEqual(request.properties[name], request.previous[name])
  if (isSame('Code') && isSame('Architectures')) return
  const { Architectures } = request.properties
  const input = { FunctionName, ...code(request.properties), ...defined({ Architectures }) }
  await request.clients.lambda.send(new UpdateFunctionCodeCommand(input))
  await settled(request, FunctionName)
}

async function putTags(request: Update, Resource: string) {
  const { gone: TagKeys, wanted: Tags } = tagChanges(request)
  if (TagKeys.length > 0) await request.clients.lambda.send(new UntagResourceCommand({ Resource, TagKeys }))
  if (Object.keys(Tags).length > 0)
    await request.clients.lambda.send(new TagResourceCommand({ Resource, Tags }))
}

export const lambdaFunction: ResourceProvider<FunctionProperties> = {
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
    const name = request.properties.FunctionName ?? request.generateName(LONGEST_FUNCTION_NAME)
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
