// What an operation of a service asks of its caller: action, resource and condition keys, as the service authorisation
// reference has them (docs.aws.amazon.com/service-authorization/latest/reference). One table per service.
import type { Need } from '../../runtime/authority.ts'

/** Where the call is made, and what only the service knows of it. */
export interface Place {
  region: string
  accountId: string
  /** The ARN that the service itself names, see `OperationService.resourceOf`. */
  resource?: string
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the wire shape of each operation
export type Rule = (input: any, place: Place) => Need | Need[]
export type NeedTable = Record<string, Rule>

export const arnIn = ({ region, accountId }: Place, service: string, rest: string) =>
  `arn:aws:${service}:${region}:${accountId}:${rest}`

/** A name becomes an ARN, an ARN stays. */
export const arnOr = (place: Place, service: string, prefix: string) => (nameOrArn: unknown) => {
  const text = String(nameOrArn)
  return text.startsWith('arn:') ? text : arnIn(place, service, `${prefix}${text}`)
}

/** Operations that are called like their action and know no resource. */
export const withoutResource = (service: string, operations: string[]): NeedTable =>
  Object.fromEntries(
    operations.map((name) => [name, () => ({ action: `${service}:${name}`, resource: '*' })]),
  )

/** Operations that are called like their action, on the resource that `find` reads from the input. */
export const onResource = (
  service: string,
  operations: string[],
  find: (input: Record<string, unknown>, place: Place) => string,
): NeedTable =>
  Object.fromEntries(
    operations.map((name) => [
      name,
      (input: Record<string, unknown>, place: Place) => ({
        action: `${service}:${name}`,
        resource: find(input, place),
      }),
    ]),
  )

/** Handing a role to a service needs a permission of its own; no role, no need. */
export const passRole = (roleArn: unknown, service: string): Need[] =>
  typeof roleArn === 'string'
    ? [{ action: 'iam:PassRole', resource: roleArn, keys: { 'iam:passedtoservice': service } }]
    : []
