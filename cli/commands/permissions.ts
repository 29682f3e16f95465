// The command `permissions`: what the local cloud has seen of roles since its data folder was made.
import { CommandError } from '../errors.ts'
import { settleTarget } from '../settle-target.ts'
import { permissionText } from '../show/permissions.ts'
import type { PermissionReport } from '../show/permissions.ts'
import type { TargetOptions } from '../target.ts'
import { print } from '../terminal.ts'

export type PermissionsOptions = TargetOptions & { role?: string }

async function readReport(endpointUrl: string): Promise<PermissionReport> {
  const response = await fetch(`${endpointUrl}/_reelgate/permissions`)
  if (!response.ok) throw new CommandError(`The local cloud at ${endpointUrl} answers ${response.status}.`)
  return (await response.json()) as PermissionReport
}

/** @throws CommandError for a stack on AWS: what is used there, AWS knows */
export async function permissions(options: PermissionsOptions): Promise<number> {
  const target = await settleTarget(options)
  if (!target.onThisMachine || target.endpointUrl === undefined)
    throw new CommandError(
      'Only the local cloud keeps this report.',
      'On AWS, ask IAM: `aws iam generate-service-last-accessed-details`, or IAM Access Analyzer for unused access.',
    )
  const { roles, denied } = await readReport(target.endpointUrl)
  const isMeant = ({ role }: { role: string }) =>
    options.role === undefined || role.toLowerCase().includes(options.role.toLowerCase())
  const report = { roles: roles.filter(isMeant), denied: denied.filter(isMeant) }
  print(options.json ? JSON.stringify(report) : permissionText(report))
  return 0
}
