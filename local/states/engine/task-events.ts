// The events of a Task's attempt: services have Task… events, a Lambda function named by its ARN has LambdaFunction… ones.
import type { StateOf } from '../asl/definition.ts'
import { parseResource, resourceNames, type Resource } from '../tasks/resource.ts'
import type { Json } from '../json.ts'
import type { Frame } from './frame.ts'
import { stateOf } from './runner.ts'
import type { StateError } from './state-error.ts'
import type { Turn } from './turn.ts'

const UNTRUNCATED = { truncated: false }

const taskOf = (turn: Turn, frame: Frame) => stateOf(turn.runner, frame) as StateOf<'Task'>

/** The resource of the Task a frame is in, and its names in events unless it is a function's ARN. */
function resourceAt(turn: Turn, frame: Frame) {
  const { Resource: arn } = taskOf(turn, frame)
  const resource = parseResource(arn) as Resource
  return { resource, arn, names: resource.kind === 'function' ? undefined : resourceNames(resource, arn) }
}

export function recordScheduled(
  turn: Turn,
  frame: Frame,
  { timeout, heartbeat }: { timeout: number | undefined; heartbeat: number | undefined },
): void {
  const { arn, names } = resourceAt(turn, frame)
  const text = JSON.stringify(frame.call?.arguments)
  const limits = {
    ...(timeout !== undefined && { timeoutInSeconds: timeout }),
    ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
  }
  if (names) {
    const region = turn.runner.execution.arn.split(':')[3]
    const details = { ...names, region, parameters: text, ...limits }
    turn.record(frame, 'TaskScheduled', ['taskScheduledEventDetails', details])
    turn.record(frame, 'TaskStarted', ['taskStartedEventDetails', names])
  } else {
    const details = { resource: arn, input: text, inputDetails: UNTRUNCATED, ...limits }
    turn.record(frame, 'LambdaFunctionScheduled', ['lambdaFunctionScheduledEventDetails', details])
    turn.record(frame, 'LambdaFunctionStarted')
  }
}

export function recordSubmitted(turn: Turn, frame: Frame, output: Json): void {
  const details = {
    ...resourceAt(turn, frame).names,
    output: JSON.stringify(output),
    outputDetails: UNTRUNCATED,
  }
  turn.record(frame, 'TaskSubmitted', ['taskSubmittedEventDetails', details])
}

export function recordSucceeded(turn: Turn, frame: Frame, output: Json): void {
  const { names } = resourceAt(turn, frame)
  const details = { ...names, output: JSON.stringify(output), outputDetails: UNTRUNCATED }
  if (names) turn.record(frame, 'TaskSucceeded', ['taskSucceededEventDetails', details])
  else turn.record(frame, 'LambdaFunctionSucceeded', ['lambdaFunctionSucceededEventDetails', details])
}

/** A failed or timed out attempt. */
export function recordTaskError(turn: Turn, frame: Frame, { error, cause }: StateError): void {
  const { names } = resourceAt(turn, frame)
  const how = error === 'States.Timeout' || error === 'States.HeartbeatTimeout' ? 'TimedOut' : 'Failed'
  const details = { ...names, error, ...(cause && { cause }) }
  if (names) turn.record(frame, `Task${how}`, [`task${how}EventDetails`, details])
  else turn.record(frame, `LambdaFunction${how}`, [`lambdaFunction${how}EventDetails`, details])
}
