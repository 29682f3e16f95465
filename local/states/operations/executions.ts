import { AwsError } from '../../runtime/aws-error.ts'
import type { Operation } from '../../runtime/service.ts'
import { notRedrivable } from '../engine/notices.ts'
import { CAUSE_LIMIT, ERROR_LIMIT } from '../engine/state-error.ts'
import { maskTokens } from '../engine/tokens.ts'
import { HISTORY_LIMIT } from '../engine/turn.ts'
import type { Execution } from '../store/executions.ts'
import { LAST_EVENT } from '../store/frames.ts'
import { findMachine } from './machines.ts'
import type { Parts } from './parts.ts'
import { checkArn, pageOf, required, seconds, tokenFor } from './requests.ts'
import { startExecution, type StartInput } from './start.ts'

const EXPRESS_LIMIT_MS = 5 * 60_000
const REDRIVE_WINDOW_MS = 14 * 24 * 60 * 60_000

/** Throws ExecutionDoesNotExist. */
export function findExecution({ executions }: Parts, arn: string): Execution {
  const execution = executions.find(checkArn(arn))
  if (execution) return execution
  throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
}

interface ListInput {
  stateMachineArn: string
  statusFilter?: string
  redriveFilter?: 'REDRIVEN' | 'NOT_REDRIVEN'
  mapRunArn?: string
  maxResults?: number
  nextToken?: string
}

export function executionOperations(parts: Parts): Record<string, Operation> {
  const { context, executions, frames, engine } = parts

  /** Why the execution cannot be redriven, or undefined when it can. */
  function hindrance(execution: Execution): string | undefined {
    const { status, type, stoppedAt = 0 } = execution
    if (type === 'EXPRESS') return 'Express executions cannot be redriven'
    if (status === 'RUNNING' || status === 'SUCCEEDED') return notRedrivable(status)
    if (context.clock.now() - stoppedAt > REDRIVE_WINDOW_MS)
      return 'Execution has exceeded the redrivable period'
    const [last] = frames.history(execution.id, LAST_EVENT)
    if ((last?.id ?? 0) >= HISTORY_LIMIT - 1) return 'Execution history event limit exceeded'
    return undefined
  }

  function describe(execution: Execution) {
    const reason = hindrance(execution)
    return {
      executionArn: execution.arn,
      stateMachineArn: execution.machineArn,
      name: execution.name,
      status: execution.status,
      startDate: seconds(execution.startedAt),
      ...(execution.stoppedAt !== undefined && { stopDate: seconds(execution.stoppedAt) }),
      input: maskTokens(execution.input),
      inputDetails: { included: true },
      ...(execution.output !== undefined && {
        output: maskTokens(execution.output),
        outputDetails: { included: true },
      }),
      ...(execution.error !== undefined && { error: execution.error }),
      ...(execution.cause !== undefined && { cause: execution.cause }),
      ...(execution.traceHeader !== undefined && { traceHeader: execution.traceHeader }),
      ...(execution.versionArn && { stateMachineVersionArn: execution.versionArn }),
      redriveCount: execution.redriveCount,
      ...(execution.redrivenAt !== undefined && { redriveDate: seconds(execution.redrivenAt) }),
      redriveStatus: reason ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
      ...(reason && { redriveStatusReason: reason }),
    }
  }

  return {
    StartExecution(input: StartInput) {
      const { arn, startedAt } = startExecution(parts, input)
      return { executionArn: arn, startDate: seconds(startedAt) }
    },

    async StartSyncExecution(input: StartInput) {
      required({ ...input }, 'stateMachineArn')
      if (findMachine(parts, input.stateMachineArn).machine.type !== 'EXPRESS') {
        throw new AwsError(
          'StateMachineTypeNotSupported',
          'This operation is not supported by this type of state machine',
        )
      }
      const { id } = startExecution(parts, input, EXPRESS_LIMIT_MS)
      const over = await engine.whenOver(id)
      const { redriveCount, redriveStatus, redriveStatusReason, ...shown } = describe(over)
      void [redriveCount, redriveStatus, redriveStatusReason]
      const billed = Math.ceil(((over.stoppedAt ?? 0) - over.startedAt) / 100) * 100
      return { ...shown, billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: billed } }
    },

    DescribeExecution({ executionArn }: { executionArn: string }) {
      required({ executionArn }, 'executionArn')
      return describe(findExecution(parts, executionArn))
    },

    DescribeStateMachineForExecution({ executionArn }: { executionArn: string }) {
      required({ executionArn }, 'executionArn')
      const execution = findExecution(parts, executionArn)
      return {
        stateMachineArn: execution.machineArn,
        name: execution.machineName,
        definition: executions.definition(execution.definitionHash),
        roleArn: execution.roleArn,
        updateDate: seconds(execution.machineUpdatedAt),
        ...(execution.revisionId && { revisionId: execution.revisionId }),
      }
    },

    ListExecutions(input: ListInput) {
      if (input.mapRunArn !== undefined)
        throw new AwsError('ResourceNotFound', 'Map runs do not exist here: Maps run inline')
      required({ ...input }, 'stateMachineArn')
      const { machine } = findMachine(parts, input.stateMachineArn)
      if (machine.type === 'EXPRESS') {
        throw new AwsError(
          'StateMachineTypeNotSupported',
          'This operation is not supported by this type of state machine',
        )
      }
      const { limit, from } = pageOf(input, Number.MAX_SAFE_INTEGER)
      const rows = executions.list({
        machineArn: machine.arn,
        beforeId: from,
        limit: limit + 1,
        ...(input.statusFilter && { status: input.statusFilter }),
        ...(input.redriveFilter && { redriven: input.redriveFilter === 'REDRIVEN' }),
      })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        executions: page.map(summary),
        ...(rows.length > limit && last && { nextToken: tokenFor(last.id) }),
      }
    },

    async StopExecution(input: { executionArn: string; error?: string; cause?: string }) {
      required({ ...input }, 'executionArn')
      const { executionArn, error, cause } = input
      const execution = findExecution(parts, executionArn)
      if ((error?.length ?? 0) > ERROR_LIMIT || (cause?.length ?? 0) > CAUSE_LIMIT) {
        throw new AwsError(
          'ValidationException',
          `error has at most ${ERROR_LIMIT} characters, cause ${CAUSE_LIMIT}`,
        )
      }
      await engine.stop(execution, { ...(error && { error }), ...(cause && { cause }) })
      const { stoppedAt } = findExecution(parts, executionArn)
      return { stopDate: seconds(stoppedAt ?? context.clock.now()) }
    },

    async RedriveExecution({ executionArn }: { executionArn: string }) {
      required({ executionArn }, 'executionArn')
      const execution = findExecution(parts, executionArn)
      const reason = hindrance(execution)
      if (reason) throw new AwsError('ExecutionNotRedrivable', `Execution Not Redrivable: '${reason}'`)
      await engine.redrive(execution)
      return { redriveDate: seconds(execution.redrivenAt ?? 0) }
    },
  }
}

function summary(execution: Execution) {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    ...(execution.stoppedAt !== undefined && { stopDate: seconds(execution.stoppedAt) }),
    ...(execution.versionArn && { stateMachineVersionArn: execution.versionArn }),
    redriveCount: execution.redriveCount,
    ...(execution.redrivenAt !== undefined && { redriveDate: seconds(execution.redrivenAt) }),
  }
}
