import type { Json, JsonObject } from '../json.ts'
import type { Frame } from './frame.ts'
import { parentOf, stateOf, type Runner } from './runner.ts'

/** `$states.context`: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function contextObject(
  runner: Runner,
  frame: Frame,
  extra: { token?: string; item?: Json } = {},
): JsonObject {
  const { execution } = runner
  const context: JsonObject = {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input) as Json,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: new Date(execution.startedAt).toISOString(),
      RedriveCount: execution.redriveCount,
      ...(execution.redrivenAt && { RedriveTime: new Date(execution.redrivenAt).toISOString() }),
    },
    State: {
      Name: frame.state,
      EnteredTime: new Date(frame.enteredAt).toISOString(),
      RetryCount: frame.retryCount,
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
  }
  const item = extra.item ?? itemAround(runner, frame)
  if (item !== undefined) context.Map = { Item: item }
  if (extra.token) context.Task = { Token: extra.token }
  return context
}

/** The item of the innermost Map a frame runs in. */
function itemAround(runner: Runner, frame: Frame): Json | undefined {
  if (frame.item !== undefined) return frame.item
  const parent = parentOf(runner, frame)
  return parent && itemAround(runner, parent)
}

/** `Pass`, `Task`, … of the state a frame is in, for the names of events. */
export const typeOf = (runner: Runner, frame: Frame) => stateOf(runner, frame).Type
