import {
  DeleteFunctionEventInvokeConfigCommand,
  PutFunctionEventInvokeConfigCommand,
  type DestinationConfig,
} from '@aws-sdk/client-lambda'
import { asNumber, defined } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Count, Made, ResourceProvider, ResourceRequest } from './provider.ts'

type InvokeConfigProperties = {
  FunctionName: string
  Qualifier: string
  MaximumEventAgeInSeconds?: Count
  MaximumRetryAttempts?: Count
  DestinationConfig?: DestinationConfig
}

async function put(request: ResourceRequest<InvokeConfigProperties>): Promise<Made> {
  const { clients, properties, logicalId } = request
  const { FunctionName, Qualifier, DestinationConfig } = properties
  const numbers = {
    MaximumEventAgeInSeconds: asNumber(properties.MaximumEventAgeInSeconds),
    MaximumRetryAttempts: asNumber(properties.MaximumRetryAttempts),
  }
  const input = { FunctionName, ...defined({ Qualifier, DestinationConfig, ...numbers }) }
  await clients.lambda.send(new PutFunctionEventInvokeConfigCommand(input))
  return { physicalId: `${logicalId}|${FunctionName}|${Qualifier}` }
}

export const lambdaInvokeConfig: ResourceProvider<InvokeConfigProperties> = {
  applies: [
    'FunctionName',
    'Qualifier',
    'MaximumEventAgeInSeconds',
    'MaximumRetryAttempts',
    'DestinationConfig',
  ],
  required: ['FunctionName', 'Qualifier'],
  createOnly: ['FunctionName', 'Qualifier'],
  create: put,
  update: put,
  remove: ({ clients, properties }) =>
    unlessGone(
      clients.lambda.send(
        new DeleteFunctionEventInvokeConfigCommand({
          FunctionName: properties.FunctionName,
          Qualifier: properties.Qualifier,
        }),
      ),
      'ResourceNotFoundException',
    ),
}
