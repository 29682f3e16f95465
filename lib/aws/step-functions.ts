import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { calling } from './translate.ts'

const client = new SFNClient({})

// The state has timed out, was answered already, or its execution is gone: nobody waits for this answer any more.
const NOBODY_WAITS = new Set(['InvalidToken', 'TaskDoesNotExist', 'TaskTimedOut'])

// Limits of SendTaskFailure: 256 characters for the error, 32,768 for the cause.
const LONGEST_ERROR = 256
const LONGEST_CAUSE = 32_768

/** The name that the SDK gave to what is now an error of ours. */
const sdkNameOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.name : ''

export type Answer = { output: Record<string, unknown> } | { error: string; cause: string }

/**
 * Resumes the state that waits for `taskToken`. A late or second answer is harmless.
 * @returns false when nobody waited any more
 */
export async function answerTask(taskToken: string, answer: Answer): Promise<boolean> {
  const command =
    'output' in answer
      ? new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer.output) })
      : new SendTaskFailureCommand({
          taskToken,
          error: answer.error.slice(0, LONGEST_ERROR),
          cause: answer.cause.slice(0, LONGEST_CAUSE),
        })
  try {
    await calling('answering a waiting state', async () => {
      // The two commands have unrelated types; each is sent by itself.
      if (command instanceof SendTaskSuccessCommand) await client.send(command)
      else await client.send(command)
    })
    return true
  } catch (error) {
    if (NOBODY_WAITS.has(sdkNameOf(error))) return false
    throw error
  }
}

export async function startExecution(
  stateMachineArn: string,
  input: Record<string, unknown>,
): Promise<string> {
  const { executionArn } = await calling('starting an execution', () =>
    client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) })),
  )
  return executionArn ?? ''
}

/**
 * Starts an execution under a name that only one can have for ninety days.
 * @returns `exists` when another input has the name; the same input again is the same execution while it runs
 */
export async function startNamedExecution(
  stateMachineArn: string,
  name: string,
  input: Record<string, unknown>,
): Promise<'started' | 'exists'> {
  try {
    await calling('starting an execution', () =>
      client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) })),
    )
    return 'started'
  } catch (error) {
    if (sdkNameOf(error) === 'ExecutionAlreadyExists') return 'exists'
    throw error
  }
}

/** Whether there is such an execution and it has not ended. */
export async function isRunning(executionArn: string): Promise<boolean> {
  try {
    const { status } = await calling('looking at an execution', () =>
      client.send(new DescribeExecutionCommand({ executionArn })),
    )
    return status === 'RUNNING'
  } catch (error) {
    if (sdkNameOf(error) === 'ExecutionDoesNotExist') return false
    throw error
  }
}
