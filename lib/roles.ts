// Who may do what: groups of the user pool, each of which may do all that the ones before it may.

const ROLES = ['viewer', 'reviewer', 'operator'] as const

export type Role = (typeof ROLES)[number]

/** A signed-in person. */
export interface Actor {
  name: string
  role: Role
}

export const mayActAs = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed)

/**
 * The strongest role among the groups of a token. API Gateway hands a list in a claim over as the text
 * `[reviewer viewer]`; groups that are no roles mean nothing.
 */
export function strongestRole(groups: unknown): Role | undefined {
  const names = Array.isArray(groups)
    ? groups
    : typeof groups === 'string'
      ? groups.replace(/^\[|\]$/g, '').split(/[\s,]+/)
      : []
  return ROLES.findLast((role) => names.includes(role))
}
