import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  UpdateStateMachineCommand,
  type LoggingConfiguration,
  type LogLevel,
  type StateMachineType,
} from '@aws-sdk/client-sfn'
import type { Tag } from '../records.ts'
import { asBoolean, defined, lowerCaseTags } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Flag, Made, ResourceProvider } from './provider.ts'
import { definitionText, type DefinitionProperties } from './state-machine-definition.ts'

const LONGEST_NAME = 80

type StateMachineProperties = DefinitionProperties & {
  StateMachineName?: string
  StateMachineType?: StateMachineType
  RoleArn: string
  LoggingConfiguration?: {
    Level?: LogLevel
    IncludeExecutionData?: Flag
    Destinations?: { CloudWatchLogsLogGroup: { LogGroupArn: string } }[]
  }
  TracingConfiguration?: { Enabled?: Flag }
  Tags?: Tag[]
}

function logging({ LoggingConfiguration: logs }: StateMachineProperties): LoggingConfiguration | undefined {
  return (
    logs &&
    defined({
      level: logs.Level,
      includeExecutionData: asBoolean(logs.IncludeExecutionData),
      destinations: logs.Destinations?.map((one) => ({
        cloudWatchLogsLogGroup: { logGroupArn: one.CloudWatchLogsLogGroup.LogGroupArn },
      })),
    })
  )
}

function settings(properties: StateMachineProperties) {
  const { RoleArn: roleArn, TracingConfiguration: tracing } = properties
  const tracingConfiguration = tracing && { enabled: asBoolean(tracing.Enabled) ?? false }
  return { roleArn, ...defined({ loggingConfiguration: logging(properties), tracingConfiguration }) }
}

const made = (arn: string, revision?: string): Made => ({
  physicalId: arn,
  attributes: {
    Arn: arn,
    Name: arn.slice(arn.lastIndexOf(':') + 1),
    ...(revision === undefined ? {} : { StateMachineRevisionId: revision }),
  },
})

export const stateMachine: ResourceProvider<StateMachineProperties> = {
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
