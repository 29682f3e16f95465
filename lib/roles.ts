// Who may do what: groups of the user pool. A viewer sees, a reviewer decides as well, an operator may do everything;
// an uploader brings films in and sees nothing but those.

/** The weakest first. */
export const ROLES = ['uploader', 'viewer', 'reviewer', 'operator'] as const

export type Role = (typeof ROLES)[number]

/** A signed-in person. */
export interface Actor {
  name: string
  role: Role
}

const MAY_ACT_AS: Record<Role, readonly Role[]> = {
  uploader: ['uploader'],
  viewer: ['viewer'],
  reviewer: ['viewer', 'reviewer'],
  operator: ROLES,
}

export const mayActAs = (role: Role, needed: Role): boolean => MAY_ACT_AS[role].includes(needed)

/**
 * The roles among the groups of a token, the weakest first. API Gateway hands a list in a claim over as the text
 * `[reviewer viewer]`; groups that are no roles mean nothing.
 */
export function rolesIn(groups: unknown): Role[] {
  const names = Array.isArray(groups)
    ? groups
    : typeof groups === 'string'
      ? groups.replace(/^\[|\]$/g, '').split(/[\s,]+/)
      : []
  return ROLES.filter((role) => names.includes(role))
}
