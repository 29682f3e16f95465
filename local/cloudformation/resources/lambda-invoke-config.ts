import {
  DeleteFunctionEventInvokeConfigCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda'
import { asNumber, defined } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

async function put({ clients, properties, logicalId }: ResourceRequest): Promise<Made> {
  const { FunctionName, Qualifier, DestinationConfig } = properties as Properties & { FunctionName: string }
  const numbers = {
    MaximumEventAgeInSeconds: asNumber(properties['MaximumEventAgeInSeconds']),
    MaximumRetryAttempts: asNumber(properties['MaximumRetryAttempts']),
  }
  const input = { FunctionName, ...defined({ Qualifier, DestinationConfig, ...numbers }) }
  await clients.lambda.send(new PutFunctionEventInvokeConfigCommand(input))
  return { physicalId: `${logicalId}|${FunctionName}|${Qualifier}` }
}

export const lambdaInvokeConfig: ResourceProvider = {
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
          FunctionName: properties['FunctionName'],
          Qualifier: properties['Qualifier'],
        }),
      ),
      'ResourceNotFoundException',
    ),
}
