// What test clouds leave behind: the permission report of each, by logical ids, in the folder REELGATE_PERMISSIONS_DIR.
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PermissionUse {
  /** Logical id. */
  role: string
  statementIndex: number
  action: string
  resourceIndex: number
}

export interface DeniedCall {
  /** Logical id where the stack has the role, else its name. */
  role: string
  action: string
  resource: string
  because: string
  count: number
}

export interface CloudUsage {
  used: PermissionUse[]
  denied: DeniedCall[]
}

/** As `GET /_reelgate/permissions` answers. */
interface Report {
  roles: { role: string; permissions: (PermissionUse & { isUsed: boolean })[] }[]
  denied: DeniedCall[]
}

/** What the cloud at `url` has seen of the roles of the stack. */
export async function readUsage(url: string, stackName: string): Promise<CloudUsage> {
  const response = await fetch(`${url}/_reelgate/permissions`)
  const report = (await response.json()) as Report
  const ids = await logicalIds(url, stackName)
  const used = report.roles.flatMap(({ role, permissions }) => {
    const id = ids.get(role)
    if (id === undefined) return []
    return permissions
      .filter(({ isUsed }) => isUsed)
      .map(({ statementIndex, action, resourceIndex }) => ({
        role: id,
        statementIndex,
        action,
        resourceIndex,
      }))
  })
  const denied = report.denied.map((call) => ({ ...call, role: ids.get(call.role) ?? call.role }))
  return { used, denied }
}

async function logicalIds(url: string, StackName: string): Promise<Map<string, string>> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new CloudFormationClient({ endpoint: url, region: 'us-east-1', credentials })
  const ids = new Map<string, string>()
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { PhysicalResourceId = '', LogicalResourceId = '' } of StackResourceSummaries)
      ids.set(PhysicalResourceId, LogicalResourceId)
  client.destroy()
  return ids
}

/** Leaves the usage in the folder that is asked for; does nothing where none is. Denials that a test meant are left out. */
export function leaveUsage({ used, denied }: CloudUsage, isMeant: (call: DeniedCall) => boolean): void {
  const folder = process.env.REELGATE_PERMISSIONS_DIR
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  const left: CloudUsage = { used, denied: denied.filter((call) => !isMeant(call)) }
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(left))
}

/** Throws when no test cloud has left anything. */
export function collectUsage(folder: string): CloudUsage {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  if (files.length === 0)
    throw new Error(
      `No test cloud has left its usage in ${folder}: run the tests with REELGATE_PERMISSIONS_DIR.`,
    )
  const all = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CloudUsage)
  return { used: all.flatMap(({ used }) => used), denied: all.flatMap(({ denied }) => denied) }
}
