import {
  AddPermissionCommand,
  RemovePermissionCommand,
  type AddPermissionCommandInput,
} from '@aws-sdk/client-lambda'
import { defined } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { ResourceProvider } from './provider.ts'

const MEMBERS = [
  'FunctionName',
  'Action',
  'Principal',
  'SourceArn',
  'SourceAccount',
  'EventSourceToken',
  'PrincipalOrgID',
  'FunctionUrlAuthType',
]

/** The physical id is the statement's id. Every change makes a new statement. */
export const lambdaPermission: ResourceProvider = {
  applies: MEMBERS,
  required: ['FunctionName', 'Action', 'Principal'],
  async create(request) {
    const StatementId = request.generateName(100)
    const members = Object.fromEntries(MEMBERS.map((name) => [name, request.properties[name]]))
    const input = { ...defined(members), StatementId } as unknown as AddPermissionCommandInput
    await request.clients.lambda.send(new AddPermissionCommand(input))
    return { physicalId: StatementId, attributes: { Id: StatementId } }
  },
  remove: ({ clients, properties, physicalId }) =>
    unlessGone(
      clients.lambda.send(
        new RemovePermissionCommand({ FunctionName: properties['FunctionName'], StatementId: physicalId }),
      ),
      'ResourceNotFoundException',
    ),
}
