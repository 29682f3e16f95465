import {
  DescribeExecutionCommand,
  paginateListExecutions,
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

/** How an execution stands; undefined where there is none of that name, or none any more. */
export async function lookAtExecution(executionArn: string) {
  try {
    const { status = '', stopDate } = await calling('looking at an execution', () =>
      client.send(new DescribeExecutionCommand({ executionArn })),
    )
    return { status: status as string, stoppedAt: stopDate }
  } catch (error) {
    if (sdkNameOf(error) === 'ExecutionDoesNotExist') return undefined
    throw error
  }
}

/** Whether there is such an execution and it has not ended. */
export const isRunning = async (executionArn: string): Promise<boolean> =>
  (await lookAtExecution(executionArn))?.status === 'RUNNING'

/** The ARNs of all executions of a machine that are running. */
export async function runningExecutions(stateMachineArn: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  await calling('listing executions', async () => {
    const input = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 } as const
    for await (const page of paginateListExecutions({ client }, input))
      for (const { executionArn } of page.executions ?? []) if (executionArn) found.add(executionArn)
  })
  return found
}
