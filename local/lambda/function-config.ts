// A function's configuration as the API shows it, and the rules a new or changed one must obey.
import { randomUUID } from 'node:crypto'
import { AwsError, notSupported } from '../runtime/aws-error.ts'

export interface FunctionConfig {
  FunctionName: string
  FunctionArn: string
  Runtime: string
  Role: string
  Handler: string
  CodeSize: number
  CodeSha256: string
  Description: string
  /** Seconds. */
  Timeout: number
  /** MiB. */
  MemorySize: number
  LastModified: string
  Version: string
  RevisionId: string
  State: 'Active'
  LastUpdateStatus: 'Successful'
  PackageType: 'Zip'
  Architectures: string[]
  EphemeralStorage: { Size: number }
  TracingConfig: { Mode: string }
  LoggingConfig: {
    LogFormat: string
    LogGroup: string
    ApplicationLogLevel?: string
    SystemLogLevel?: string
  }
  SnapStart: { ApplyOn: 'None'; OptimizationStatus: 'Off' }
  Environment?: { Variables: Record<string, string> }
  DeadLetterConfig?: { TargetArn: string }
  KMSKeyArn?: string
}

/** What CreateFunction and UpdateFunctionConfiguration may set. */
export interface ConfigInput {
  Runtime?: string
  Role?: string
  Handler?: string
  Description?: string
  Timeout?: number
  MemorySize?: number
  Architectures?: string[]
  EphemeralStorage?: { Size: number }
  TracingConfig?: { Mode: string }
  LoggingConfig?: {
    LogFormat?: string
    LogGroup?: string
    ApplicationLogLevel?: string
    SystemLogLevel?: string
  }
  Environment?: { Variables?: Record<string, string> }
  DeadLetterConfig?: { TargetArn?: string }
  KMSKeyArn?: string
  [member: string]: unknown
}

export const invalidParameter = (message: string) =>
  new AwsError('InvalidParameterValueException', message, 400, { Type: 'User' })

const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x']
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/?[\w+=,.@\-/]+$/

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: these cannot be set by a function.
const RESERVED = new Set(
  (
    '_HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME ' +
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE ' +
    'AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID ' +
    'AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR'
  ).split(' '),
)
const ENVIRONMENT_LIMIT_BYTES = 4 * 1024

const UNSUPPORTED = [
  'VpcConfig',
  'Layers',
  'FileSystemConfigs',
  'ImageConfig',
  'CodeSigningConfigArn',
  'DurableConfig',
]

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'object' && Object.values(value).every((one) => isEmpty(one)))

function checkNumber(name: string, value: number | undefined, [least, most]: [number, number]) {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`,
  )
}

function checkEnvironment(variables: Record<string, string>) {
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name))
  const unable =
    'Lambda was unable to configure your environment variables because the environment variables you have provided'
  if (reserved.length > 0) {
    throw invalidParameter(
      `${unable} contains reserved keys that are currently not supported for modification. ` +
        `Reserved keys used in this request: ${reserved.join(', ')}`,
    )
  }
  if (Buffer.byteLength(JSON.stringify(variables)) > ENVIRONMENT_LIMIT_BYTES) {
    throw invalidParameter(`${unable} exceeded the 4KB limit.`)
  }
}

/** Refuses what AWS refuses, and what the local Lambda cannot run. */
export function checkConfig(input: ConfigInput) {
  if (input.Runtime !== undefined && !RUNTIMES.includes(input.Runtime)) {
    throw notSupported('lambda', `the runtime ${input.Runtime} (it runs ${RUNTIMES.join(', ')})`)
  }
  if (input.Role !== undefined && !ROLE.test(input.Role)) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${input.Role}' at 'role' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
    )
  }
  checkNumber('timeout', input.Timeout, [1, 900])
  checkNumber('memorySize', input.MemorySize, [128, 10_240])
  checkNumber('ephemeralStorage.size', input.EphemeralStorage?.Size, [512, 10_240])
  checkEnvironment(input.Environment?.Variables ?? {})
  for (const member of UNSUPPORTED) {
    if (!isEmpty(input[member])) throw notSupported('lambda', `the function setting ${member}`)
  }
  const snapStart = (input['SnapStart'] as { ApplyOn?: string } | undefined)?.ApplyOn
  if (snapStart && snapStart !== 'None') throw notSupported('lambda', 'SnapStart')
}

/** `base` with the settings of `input` laid over it and a new revision. */
export function applyConfig(base: FunctionConfig, input: ConfigInput, nowMs: number): FunctionConfig {
  const next: FunctionConfig = { ...base, ...touched(nowMs) }
  for (const member of ['Runtime', 'Role', 'Handler', 'Description', 'Timeout', 'MemorySize'] as const) {
    if (input[member] !== undefined) Object.assign(next, { [member]: input[member] })
  }
  for (const member of ['Architectures', 'EphemeralStorage', 'TracingConfig', 'KMSKeyArn'] as const) {
    if (input[member] !== undefined) Object.assign(next, { [member]: input[member] })
  }
  if (input.LoggingConfig) next.LoggingConfig = { ...base.LoggingConfig, ...input.LoggingConfig }
  if (input.Environment) next.Environment = { Variables: input.Environment.Variables ?? {} }
  if (input.DeadLetterConfig?.TargetArn)
    next.DeadLetterConfig = { TargetArn: input.DeadLetterConfig.TargetArn }
  else if (input.DeadLetterConfig) delete next.DeadLetterConfig
  return next
}

/** The members that change with every change of a function. `LastModified` is written as Lambda writes it. */
export const touched = (nowMs: number) => ({
  LastModified: new Date(nowMs).toISOString().replace('Z', '+0000'),
  RevisionId: randomUUID(),
})

/** A function before its first settings are laid over it: what Lambda takes when nothing is said. */
export function defaultConfig(name: string, arn: string): FunctionConfig {
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: '',
    Role: '',
    Handler: '',
    CodeSize: 0,
    CodeSha256: '',
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    LastModified: '',
    Version: '$LATEST',
    RevisionId: '',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  }
}
