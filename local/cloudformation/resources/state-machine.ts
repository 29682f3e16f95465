import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  UpdateStateMachineCommand,
  type LoggingConfiguration,
} from '@aws-sdk/client-sfn'
import { asBoolean, defined, lowerCaseTags } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider } from './provider.ts'
import { definitionText } from './state-machine-definition.ts'

const LONGEST_NAME = 80

const logging = (value: Properties | undefined) =>
  value &&
  (defined({
    level: value['Level'],
    includeExecutionData: asBoolean(value['IncludeExecutionData']),
    destinations: (value['Destinations'] as Properties[] | undefined)?.map((one) => ({
      cloudWatchLogsLogGroup: { logGroupArn: one['CloudWatchLogsLogGroup']['LogGroupArn'] },
    })),
  }) as LoggingConfiguration)

const settings = ({ RoleArn, LoggingConfiguration: logs, TracingConfiguration: tracing }: Properties) => ({
  roleArn: RoleArn as string,
  ...(logs ? { loggingConfiguration: logging(logs)! } : {}),
  ...(tracing ? { tracingConfiguration: { enabled: asBoolean(tracing.Enabled) ?? false } } : {}),
})

const made = (arn: string, revision?: string): Made => ({
  physicalId: arn,
  attributes: {
    Arn: arn,
    Name: arn.slice(arn.lastIndexOf(':') + 1),
    ...(revision === undefined ? {} : { StateMachineRevisionId: revision }),
  },
})

export const stateMachine: ResourceProvider = {
  applies: [
    'StateMachineName',
    'StateMachineType',
    'RoleArn',
    'Definition',
    'DefinitionString',
    'DefinitionS3Location',
    'DefinitionSubstitutions',
    'LoggingConfiguration',
    'TracingConfiguration',
    'Tags',
  ],
  records: ['EncryptionConfiguration'],
  required: ['RoleArn'],
  createOnly: ['StateMachineName', 'StateMachineType'],
  nameProperty: 'StateMachineName',
  async create(request) {
    const { StateMachineName, StateMachineType } = request.properties
    const { stateMachineArn } = await request.clients.states.send(
      new CreateStateMachineCommand({
        name: StateMachineName ?? request.generateName(LONGEST_NAME),
        definition: await definitionText(request),
        ...settings(request.properties),
        ...defined({ type: StateMachineType }),
        tags: lowerCaseTags(request),
      }),
    )
    return made(stateMachineArn!, 'INITIAL')
  },
  async update(request) {
    const { revisionId } = await request.clients.states.send(
      new UpdateStateMachineCommand({
        stateMachineArn: request.physicalId,
        definition: await definitionText(request),
        ...settings(request.properties),
      }),
    )
    return made(request.physicalId, revisionId)
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.states.send(new DeleteStateMachineCommand({ stateMachineArn: physicalId })),
      'StateMachineDoesNotExist',
    ),
}
