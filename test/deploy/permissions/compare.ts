// What is wrong between the permissions that are given and the calls that were made.
import type { DeniedCall, PermissionUse } from './usage.ts'
import type { TemplatePermission } from './template-permissions.ts'

/** Permissions that no test needs, and why they are given nevertheless. */
export interface UnusedEntry {
  /** Logical id; `*` for every role. */
  role: string
  action: string
  /** As the report writes it; every resource when absent. */
  resource?: string
  reason: string
  /** Timing decides whether a run needs it: either is right. */
  sometimes?: boolean
}

export interface Evidence {
  given: TemplatePermission[]
  used: PermissionUse[]
  denied: DeniedCall[]
  listed: UnusedEntry[]
}

const keyOf = ({ role, statementIndex, action, resourceIndex }: PermissionUse) =>
  [role, statementIndex, action, resourceIndex].join('\n')

const speaksOf = (entry: UnusedEntry, { role, action, resource }: TemplatePermission) =>
  (entry.role === '*' || entry.role === role) &&
  entry.action === action &&
  (entry.resource ?? resource) === resource

/** One sentence for each fault; none when every permission is used or listed with a reason, and no call was denied. */
export function findFaults({ given, used, denied, listed }: Evidence): string[] {
  const usedKeys = new Set(used.map(keyOf))
  const unused = given.filter((one) => !usedKeys.has(keyOf(one)))
  const needless = unused
    .filter((one) => !listed.some((entry) => speaksOf(entry, one)))
    .map(
      ({ role, action, resource, statementIndex }) =>
        `unused: ${role} may ${action} on ${resource} (statement ${statementIndex}), and no test needed it`,
    )
  const stale = listed.flatMap((entry) => {
    const meant = given.filter((one) => speaksOf(entry, one))
    const name = `${entry.role} ${entry.action} ${entry.resource ?? ''}`.trim()
    if (meant.length === 0) return [`listed as unused, but no role has it: ${name}`]
    const needed = entry.sometimes ? undefined : meant.find((one) => !unused.includes(one))
    return needed ? [`listed as unused, but used by ${needed.role}: ${name}`] : []
  })
  const refused = denied.map(
    ({ role, action, resource, because, count }) =>
      `denied ${count} times: ${role} ${action} on ${resource} ${because}`,
  )
  return [...refused, ...needless, ...stale]
}
