import {
  AddPermissionCommand,
  RemovePermissionCommand,
  type AddPermissionCommandInput,
} from '@aws-sdk/client-lambda'
import { defined } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Properties, ResourceProvider } from './provider.ts'

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

type PermissionProperties = Properties & { FunctionName: string }

/** The physical id is the statement's id. Every change makes a new statement. */
export const lambdaPermission: ResourceProvider<PermissionProperties> = {
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
        new RemovePermissionCommand({ FunctionName: properties.FunctionName, StatementId: physicalId }),
      ),
      'ResourceNotFoundException',
    ),
}
