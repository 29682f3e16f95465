import { randomUUID } from 'node:crypto'
import { AwsError } from '../../runtime/aws-error.ts'
import type { Operation } from '../../runtime/service.ts'
import { validateDefinition, type MachineType } from '../asl/validate.ts'
import type { MachineDefinition } from '../asl/definition.ts'
import type { Machine, Version } from '../store/machines.ts'
import { checkCommands } from './check-commands.ts'
import type { Parts } from './parts.ts'
import { checkArn, checkName, required, seconds, slicePage } from './requests.ts'
import { publish } from './versions.ts'

const LOGGING_OFF = { level: 'OFF', includeExecutionData: false }
const TRACING_OFF = { enabled: false }

/** Throws InvalidDefinition with every finding: the code, the state and the field. */
export async function checkDefinition(text: unknown, type: MachineType): Promise<MachineDefinition> {
  const { diagnostics, definition } = validateDefinition(text, type)
  if (definition) diagnostics.push(...(await checkCommands(definition)))
  if (definition && diagnostics.length === 0) return definition
  const findings = diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`)
  throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${findings.join(', ')}'`)
}

const noMachine = (arn: string) =>
  new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)

/** A machine, or the version of it that `arn` names. */
export function findMachine({ machines }: Parts, arn: string): { machine: Machine; version?: Version } {
  checkArn(arn)
  const version = machines.findVersion(arn)
  const machine = machines.find(version?.machineArn ?? arn)
  if (!machine) throw noMachine(arn)
  return version ? { machine, version } : { machine }
}

interface Configuration {
  definition?: string
  roleArn?: string
  publish?: boolean
  versionDescription?: string
  loggingConfiguration?: Record<string, unknown>
  tracingConfiguration?: Record<string, unknown>
}

interface CreateInput extends Configuration {
  name: string
  type?: MachineType
  tags?: { key: string; value: string }[]
}

export function machineOperations(parts: Parts): Record<string, Operation> {
  const { context, machines, executions, engine } = parts

  function build(input: CreateInput, type: MachineType): Machine {
    const nowMs = context.clock.now()
    return {
      arn: `arn:aws:states:${context.region}:${context.accountId}:stateMachine:${input.name}`,
      name: input.name,
      type,
      status: 'ACTIVE',
      definition: input.definition ?? '',
      roleArn: input.roleArn ?? '',
      revisionId: '',
      createdAt: nowMs,
      updatedAt: nowMs,
      lastVersion: 0,
      loggingConfiguration: input.loggingConfiguration ?? LOGGING_OFF,
      tracingConfiguration: input.tracingConfiguration ?? TRACING_OFF,
      tags: Object.fromEntries((input.tags ?? []).map(({ key, value }) => [key, value])),
    }
  }

  // Creating the same machine again answers with the one there is.
  function repeated(machine: Machine, existing: Machine): Machine {
    const same = (['definition', 'roleArn', 'type'] as const).every(
      (field) => machine[field] === existing[field],
    )
    if (existing.status === 'DELETING')
      throw new AwsError('StateMachineDeleting', `State Machine is being deleted`)
    if (same) return existing
    throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${existing.arn}'`)
  }

  return {
    async CreateStateMachine(input: CreateInput) {
      required({ ...input }, 'name', 'definition', 'roleArn')
      checkName(input.name)
      checkArn(input.roleArn)
      const type = input.type ?? 'STANDARD'
      await checkDefinition(input.definition, type)
      const fresh = build(input, type)
      const existing = machines.find(fresh.arn)
      const machine = existing ? repeated(fresh, existing) : fresh
      machines.save(machine)
      const version = input.publish ? publish(parts, machine, input.versionDescription) : undefined
      const { arn, createdAt } = machine
      return {
        stateMachineArn: arn,
        creationDate: seconds(createdAt),
        ...(version && { stateMachineVersionArn: version.arn }),
      }
    },

    async UpdateStateMachine(input: Configuration & { stateMachineArn: string }) {
      required({ ...input }, 'stateMachineArn')
      const machine = machines.find(checkArn(input.stateMachineArn))
      if (!machine) throw noMachine(input.stateMachineArn)
      if (machine.status === 'DELETING')
        throw new AwsError('StateMachineDeleting', 'State Machine is being deleted')
      const given = ['definition', 'roleArn', 'loggingConfiguration', 'tracingConfiguration'].some(
        (field) => field in input,
      )
      if (!given) {
        throw new AwsError(
          'MissingRequiredParameter',
          'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
        )
      }
      if (input.definition !== undefined) await checkDefinition(input.definition, machine.type)
      if (input.roleArn !== undefined) checkArn(input.roleArn)
      machine.definition = input.definition ?? machine.definition
      machine.roleArn = input.roleArn ?? machine.roleArn
      machine.loggingConfiguration = input.loggingConfiguration ?? machine.loggingConfiguration
      machine.tracingConfiguration = input.tracingConfiguration ?? machine.tracingConfiguration
      machine.revisionId = randomUUID()
      machine.updatedAt = context.clock.now()
      machines.save(machine)
      const version = input.publish ? publish(parts, machine, input.versionDescription) : undefined
      return {
        updateDate: seconds(machine.updatedAt),
        revisionId: machine.revisionId,
        ...(version && { stateMachineVersionArn: version.arn }),
      }
    },

    DescribeStateMachine({ stateMachineArn }: { stateMachineArn: string }) {
      required({ stateMachineArn }, 'stateMachineArn')
      const { machine, version } = findMachine(parts, stateMachineArn)
      const shown = version ?? machine
      return {
        stateMachineArn: shown.arn,
        name: machine.name,
        status: machine.status,
        definition: shown.definition,
        roleArn: shown.roleArn,
        type: machine.type,
        creationDate: seconds(shown.createdAt),
        loggingConfiguration: machine.loggingConfiguration,
        tracingConfiguration: machine.tracingConfiguration,
        ...(shown.revisionId && { revisionId: shown.revisionId }),
        ...(version?.description !== undefined && { description: version.description }),
      }
    },

    async DeleteStateMachine({ stateMachineArn }: { stateMachineArn: string }) {
      required({ stateMachineArn }, 'stateMachineArn')
      const machine = machines.find(checkArn(stateMachineArn))
      if (!machine) return {}
      machines.save({ ...machine, status: 'DELETING' })
      await Promise.all(executions.runningOf(machine.arn).map((execution) => engine.stop(execution, {})))
      machines.remove(machine.arn)
      return {}
    },

    ListStateMachines(input: { maxResults?: number; nextToken?: string }) {
      const { page, next } = slicePage(machines.list(), input)
      const shown = page.map(({ arn, name, type, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: seconds(createdAt),
      }))
      return { stateMachines: shown, ...next }
    },

    async ValidateStateMachineDefinition(input: {
      definition: string
      type?: MachineType
      maxResults?: number
    }) {
      required({ ...input }, 'definition')
      const { diagnostics, definition } = validateDefinition(input.definition, input.type ?? 'STANDARD')
      if (definition) diagnostics.push(...(await checkCommands(definition)))
      const shown = diagnostics.slice(0, input.maxResults || 100)
      const truncated = shown.length < diagnostics.length
      return { result: diagnostics.length === 0 ? 'OK' : 'FAIL', diagnostics: shown, truncated }
    },
  }
}
