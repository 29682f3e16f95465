// Per function: how often and how long an asynchronous invocation is tried, and where its result goes.
import type { CloudContext } from '../runtime/context.ts'
import { invalidParameter } from './function-config.ts'
import { notFound, parseFunctionName } from './function-name.ts'
import type { Functions, PageInput } from './functions.ts'
import { paginate } from './paginate.ts'
import type { Store } from './store.ts'

export interface EventInvokeConfig {
  FunctionArn: string
  /** Seconds since the epoch, as JSON carries timestamps. */
  LastModified: number
  MaximumRetryAttempts?: number
  MaximumEventAgeInSeconds?: number
  DestinationConfig?: { OnSuccess?: { Destination?: string }; OnFailure?: { Destination?: string } }
}

type Input = Partial<EventInvokeConfig> & { FunctionName: string; Qualifier?: string }

function check(input: Input) {
  const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: ageS } = input
  if (retries !== undefined && !(retries >= 0 && retries <= 2)) {
    throw invalidParameter('MaximumRetryAttempts must be between 0 and 2.')
  }
  if (ageS !== undefined && !(ageS >= 60 && ageS <= 21_600)) {
    throw invalidParameter('MaximumEventAgeInSeconds must be between 60 and 21600.')
  }
  const destinations = [input.DestinationConfig?.OnSuccess, input.DestinationConfig?.OnFailure]
  for (const arn of destinations.map((one) => one?.Destination)) {
    if (arn && !/^arn:aws[a-z-]*:(sqs|sns|lambda|events):/.test(arn)) {
      throw invalidParameter(
        `The destination ARN ${arn} is invalid: SQS, SNS, Lambda and EventBridge are supported.`,
      )
    }
  }
}

export function createEventInvokeOperations(context: CloudContext, functions: Functions, store: Store) {
  const locate = (input: { FunctionName: string; Qualifier?: string }) => {
    const wanted = parseFunctionName(input.FunctionName, input.Qualifier)
    functions.find(wanted)
    const qualifier = wanted.qualifier ?? '$LATEST'
    const current = store.setting<EventInvokeConfig>('event-invoke', wanted.name, qualifier)
    return { name: wanted.name, qualifier, current, arn: `${functions.arn(wanted.name)}:${qualifier}` }
  }
  const missing = (arn: string) => notFound(`The function ${arn} doesn't have an EventInvokeConfig`)

  const save = (input: Input, base: Partial<EventInvokeConfig>) => {
    check(input)
    const { name, qualifier, arn } = locate(input)
    const { FunctionName: _n, Qualifier: _q, ...settings } = input
    const saved = { ...base, ...settings, FunctionArn: arn, LastModified: context.clock.now() / 1000 }
    store.saveSetting(['event-invoke', name, qualifier], saved)
    return saved
  }
  return {
    PutFunctionEventInvokeConfig: (input: Input) => save(input, {}),
    UpdateFunctionEventInvokeConfig(input: Input) {
      const { current, arn } = locate(input)
      if (!current) throw missing(arn)
      return save(input, current)
    },
    GetFunctionEventInvokeConfig(input: Input) {
      const { current, arn } = locate(input)
      if (!current) throw missing(arn)
      return current
    },
    DeleteFunctionEventInvokeConfig(input: Input) {
      const { name, qualifier, arn } = locate(input)
      if (!store.deleteSetting('event-invoke', name, qualifier)) throw missing(arn)
    },
    ListFunctionEventInvokeConfigs(input: Input & PageInput) {
      const { name } = locate(input)
      return paginate('FunctionEventInvokeConfigs', store.settings('event-invoke', name), input)
    },
  }
}
