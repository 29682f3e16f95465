// The SDK's errors under the names that Retry and Catch know. Optimised integrations and `aws-sdk:` ones spell the same
// service differently (`DynamoDB.…` and `DynamoDb.…`).
import { StateError } from '../engine/state-error.ts'

/** How one integration names its errors. */
export interface Naming {
  /** Before the dot. */
  prefix: string
  /** For an error that the service's model does not know. */
  base: string
  /** The service in the words at the end of a cause. */
  service: string
  /** Older integrations separate those words by semicolons. */
  separator: ', ' | '; '
}

const optimized = (prefix: string, base: string, service: string): Naming => ({
  prefix,
  base,
  service,
  separator: '; ',
})

const OPTIMIZED: Record<string, Naming> = {
  lambda: optimized('Lambda', 'AWSLambdaException', 'AWSLambda'),
  dynamodb: optimized('DynamoDB', 'AmazonDynamoDBException', 'AmazonDynamoDBv2'),
  sqs: optimized('SQS', 'AmazonSQSException', 'AmazonSQS'),
  sns: optimized('SNS', 'AmazonSNSException', 'AmazonSNS'),
  events: optimized('EventBridge', 'AmazonEventBridgeException', 'AmazonEventBridge'),
  states: optimized('StepFunctions', 'AWSStepFunctionsException', 'AWSStepFunctions'),
}

export const optimizedNaming = (service: string) => OPTIMIZED[service] as Naming

/** From the SDK's client class: `DynamoDBClient` is `DynamoDb`, `SFNClient` is `Sfn`, `MediaConvertClient` stays. */
export function sdkNaming(clientClass: string): Naming {
  const prefix = clientClass
    .replace(/Client$/, '')
    .replace(/[A-Z]{2,}(?=[A-Z][a-z]|$|\d)/g, (run) => run.charAt(0) + run.slice(1).toLowerCase())
  return { prefix, base: `${prefix}Exception`, service: prefix, separator: ', ' }
}

/** `QueueDoesNotExist` is `QueueDoesNotExistException`, `LimitFault` is `LimitException`. */
const exceptionName = (name: string) => `${name.replace(/Exception$|Fault$/, '')}Exception`

interface SdkError {
  name: string
  message: string
  $fault?: string
  $metadata?: { httpStatusCode?: number; requestId?: string }
}

/** `module` is the client's package: what it exports as a class is an error of the service's model. */
export function toStateError(thrown: unknown, naming: Naming, module: Record<string, unknown>): StateError {
  if (thrown instanceof StateError) return thrown
  const error = thrown as SdkError
  const status = error.$metadata?.httpStatusCode
  if (status === undefined || error.$fault === undefined) {
    return new StateError(
      `${naming.prefix}.SdkClientException`,
      `Unable to execute HTTP request: ${error.message}`,
    )
  }
  const modelled = typeof module[error.name] === 'function'
  const name = modelled ? exceptionName(error.name) : naming.base
  const facts = [
    `Service: ${naming.service}`,
    `Status Code: ${status}`,
    ...(naming.separator === '; ' || !modelled ? [`Error Code: ${error.name}`] : []),
    `Request ID: ${error.$metadata?.requestId ?? ''}`,
  ]
  return new StateError(`${naming.prefix}.${name}`, `${error.message} (${facts.join(naming.separator)})`)
}
