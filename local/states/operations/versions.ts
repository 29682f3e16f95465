import { AwsError } from '../../runtime/aws-error.ts'
import type { Operation } from '../../runtime/service.ts'
import type { Machine, Version } from '../store/machines.ts'
import { findMachine } from './machines.ts'
import type { Parts } from './parts.ts'
import { checkArn, required, seconds, slicePage } from './requests.ts'

/** Publishes the machine as it is now; the same revision is published once. */
export function publish({ context, machines }: Parts, machine: Machine, description?: string): Version {
  const [latest] = machines.versionsOf(machine.arn)
  if (latest && latest.revisionId === machine.revisionId && latest.definition === machine.definition)
    return latest
  const number = machine.lastVersion + 1
  const version: Version = {
    arn: `${machine.arn}:${number}`,
    machineArn: machine.arn,
    number,
    definition: machine.definition,
    roleArn: machine.roleArn,
    revisionId: machine.revisionId,
    createdAt: context.clock.now(),
    ...(description !== undefined && { description }),
  }
  machines.saveVersion(version)
  machines.save({ ...machine, lastVersion: number })
  return version
}

export function versionOperations(parts: Parts): Record<string, Operation> {
  const { machines } = parts
  return {
    PublishStateMachineVersion(input: {
      stateMachineArn: string
      revisionId?: string
      description?: string
    }) {
      required({ ...input }, 'stateMachineArn')
      const { machine } = findMachine(parts, input.stateMachineArn)
      if (input.revisionId !== undefined && input.revisionId !== (machine.revisionId || 'INITIAL')) {
        throw new AwsError(
          'ConflictException',
          'Failed to publish the State Machine version for revision ' + input.revisionId,
        )
      }
      const version = publish(parts, machine, input.description)
      return { stateMachineVersionArn: version.arn, creationDate: seconds(version.createdAt) }
    },
    ListStateMachineVersions(input: { stateMachineArn: string; maxResults?: number; nextToken?: string }) {
      required({ ...input }, 'stateMachineArn')
      const { page, next } = slicePage(machines.versionsOf(checkArn(input.stateMachineArn)), input)
      const shown = page.map(({ arn, createdAt }) => ({
        stateMachineVersionArn: arn,
        creationDate: seconds(createdAt),
      }))
      return { stateMachineVersions: shown, ...next }
    },
    DeleteStateMachineVersion({ stateMachineVersionArn }: { stateMachineVersionArn: string }) {
      required({ stateMachineVersionArn }, 'stateMachineVersionArn')
      machines.removeVersion(checkArn(stateMachineVersionArn))
      return {}
    },
  }
}
