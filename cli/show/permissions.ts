// The permission report for people: denied calls first, they are faults; then what nothing has used yet.
import { plain, styled } from '../terminal.ts'

export interface Permission {
  action: string
  resource: string
  effect: 'Allow' | 'Deny'
  isUsed: boolean
}

/** As `GET /_reelgate/permissions` answers. */
export interface PermissionReport {
  roles: { role: string; permissions: Permission[] }[]
  denied: { role: string; action: string; resource: string; because: string; count: number; lastAt: string }[]
}

function deniedLines({ denied }: PermissionReport): string[] {
  if (denied.length === 0) return ['No call was denied.']
  const lines = denied.map(({ role, action, resource, because, count, lastAt }) =>
    [
      `  ${styled('red', plain(role))}  ${action} on ${plain(resource)}`,
      `    ${because}; ${count === 1 ? 'once' : `${count} times`}, last ${lastAt.slice(0, 19).replace('T', ' ')} UTC`,
    ].join('\n'),
  )
  return ['Denied:', ...lines]
}

function roleLines({ role, permissions }: PermissionReport['roles'][number]): string[] {
  const unused = permissions.filter(({ isUsed }) => !isUsed)
  const share = `${permissions.length - unused.length} of ${permissions.length} permissions used`
  return [
    `${styled('bold', plain(role))}  ${styled('dim', share)}`,
    ...unused.map(({ action, resource }) => `  never used: ${action} on ${plain(resource)}`),
  ]
}

export function permissionText(report: PermissionReport): string {
  if (report.roles.length === 0) return 'There is no such role.'
  return [...deniedLines(report), '', ...report.roles.flatMap(roleLines)].join('\n')
}
