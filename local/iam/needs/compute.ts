// Lambda, Step Functions and CloudWatch Logs:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html, list_awsstepfunctions.html,
// list_amazoncloudwatchlogs.html
import { arnIn, onResource } from './need-table.ts'
import type { NeedTable, Place } from './need-table.ts'

/** A name, `name:alias`, `account:function:name` or an ARN, with or without its qualifier beside it. */
function functionArn({ FunctionName, Qualifier }: Record<string, unknown>, place: Place): string {
  const name = String(FunctionName).replace(/^.*:?function:/, '')
  const qualifier = typeof Qualifier === 'string' && !name.includes(':') ? `:${Qualifier}` : ''
  return arnIn(place, 'lambda', `function:${name}${qualifier}`)
}

export const lambdaNeeds: NeedTable = {
  Invoke: (input: Record<string, unknown>, place) => ({
    action: 'lambda:InvokeFunction',
    resource: functionArn(input, place),
  }),
  ...onResource('lambda', ['GetFunction', 'GetFunctionConfiguration', 'GetFunctionConcurrency'], functionArn),
}

/** A version or an alias behind the name is a condition key of its own and no part of the resource. */
const machineArn = ({ stateMachineArn }: Record<string, unknown>) =>
  String(stateMachineArn).split(':').slice(0, 7).join(':')

/**
 * The reference names no resource for the three, yet a grant on the machine is what counts: CDK's `grantTaskResponse`
 * gives exactly that. Whose token it is only the service knows; a token of nobody is refused by the service.
 */
const answerTask =
  (action: string) =>
  (_input: unknown, { resource }: Place) =>
    resource === undefined ? [] : [{ action, resource }]

export const statesNeeds: NeedTable = {
  ...onResource(
    'states',
    ['StartExecution', 'StartSyncExecution', 'ListExecutions', 'DescribeStateMachine'],
    machineArn,
  ),
  ...onResource(
    'states',
    ['DescribeExecution', 'StopExecution', 'GetExecutionHistory', 'RedriveExecution'],
    ({ executionArn }) => String(executionArn),
  ),
  SendTaskSuccess: answerTask('states:SendTaskSuccess'),
  SendTaskFailure: answerTask('states:SendTaskFailure'),
  SendTaskHeartbeat: answerTask('states:SendTaskHeartbeat'),
}

const groupArn = ({ logGroupName, logGroupIdentifier }: Record<string, unknown>, place: Place) => {
  const name = String(logGroupName ?? logGroupIdentifier)
  return name.startsWith('arn:') ? name : arnIn(place, 'logs', `log-group:${name}`)
}

const streamArn = (input: Record<string, unknown>, place: Place) =>
  `${groupArn(input, place)}:log-stream:${String(input['logStreamName'])}`

export const logsNeeds: NeedTable = {
  ...onResource('logs', ['CreateLogStream', 'PutLogEvents', 'GetLogEvents'], streamArn),
  // The ARN of a group as a resource ends in `:*`.
  ...onResource(
    'logs',
    ['CreateLogGroup', 'FilterLogEvents', 'DescribeLogStreams'],
    (input, place) => `${groupArn(input, place)}:*`,
  ),
}
