// Starting an execution: the checks of its name and input, and what makes a repeated start harmless.
import { randomUUID } from 'node:crypto'
import { AwsError } from '../../runtime/aws-error.ts'
import { DATA_LIMIT_BYTES } from '../json.ts'
import type { MachineDefinition } from '../asl/definition.ts'
import { hashOf, type Execution } from '../store/executions.ts'
import type { Machine, Version } from '../store/machines.ts'
import { findMachine } from './machines.ts'
import type { Parts } from './parts.ts'
import { checkName, required } from './requests.ts'

export interface StartInput {
  stateMachineArn: string
  name?: string
  input?: string
  traceHeader?: string
}

/** Starts an execution, or gives the running one of the same name and input. */
export function startExecution(parts: Parts, input: StartInput, longestMs?: number): Execution {
  required({ ...input }, 'stateMachineArn')
  const { machine, version } = findMachine(parts, input.stateMachineArn)
  if (machine.status === 'DELETING')
    throw new AwsError('StateMachineDeleting', 'State Machine is being deleted')
  const fresh = build(parts, input, { machine, version, longestMs })
  const existing = parts.executions.find(fresh.arn)
  if (existing) return repeated(existing, fresh.input)
  parts.engine.launch(fresh, (version ?? machine).definition)
  return fresh
}

function repeated(existing: Execution, input: string): Execution {
  if (existing.status === 'RUNNING' && existing.input === input) return existing
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${existing.arn}'`)
}

interface Started {
  machine: Machine
  version: Version | undefined
  longestMs: number | undefined
}

function build({ context }: Parts, input: StartInput, { machine, version, longestMs }: Started): Execution {
  const name = checkName(input.name ?? randomUUID())
  const nowMs = context.clock.now()
  const source = version ?? machine
  const { TimeoutSeconds = Infinity } = JSON.parse(source.definition) as MachineDefinition
  const timeoutMs = Math.min(TimeoutSeconds * 1_000, longestMs ?? Infinity)
  return {
    id: 0,
    arn: executionArn(machine, name),
    name,
    type: machine.type,
    machineArn: machine.arn,
    machineName: machine.name,
    revisionId: source.revisionId,
    machineUpdatedAt: machine.updatedAt,
    definitionHash: hashOf(source.definition),
    roleArn: source.roleArn,
    status: 'RUNNING',
    input: checkInput(input.input ?? '{}'),
    startedAt: nowMs,
    redriveCount: 0,
    lastEventId: 1,
    lastFrameId: 0,
    ...(version && { versionArn: version.arn }),
    ...(input.traceHeader !== undefined && { traceHeader: input.traceHeader }),
    ...(timeoutMs !== Infinity && { timeoutAt: nowMs + timeoutMs }),
  }
}

// Runs of an EXPRESS machine may share a name; each has its own id.
function executionArn(machine: Machine, name: string): string {
  if (machine.type === 'STANDARD') return `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`
  return `${machine.arn.replace(':stateMachine:', ':express:')}:${name}:${randomUUID()}`
}

function checkInput(text: string): string {
  const refuse = (message: string) =>
    new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${message}'`)
  if (Buffer.byteLength(text, 'utf8') > DATA_LIMIT_BYTES)
    throw refuse(`The input exceeds ${DATA_LIMIT_BYTES} bytes`)
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    throw refuse((error as Error).message)
  }
}
