// Policies on a role: those written into it, and managed ones attached to it.
import { noSuchEntity } from './errors.ts'
import {
  checkName,
  encoded,
  existingPolicy,
  existingRole,
  isAwsManaged,
  page,
  policyNameOf,
  required,
  type Iam,
} from './iam.ts'
import { checkPolicyDocument } from './policy-document.ts'

interface InlineKey {
  RoleName: string
  PolicyName: string
}

interface Attachment {
  RoleName: string
  PolicyArn: string
}

interface Listing {
  RoleName: string
  Marker?: string
  MaxItems?: string
}

export function rolePolicyOperations(iam: Iam) {
  const { store } = iam
  const missing = ({ PolicyName }: InlineKey) =>
    noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`)
  return {
    PutRolePolicy(input: InlineKey & { PolicyDocument: string }) {
      const role = existingRole(iam, input)
      const name = checkName(required(input, 'PolicyName'), 128, 'policyName')
      role.inlinePolicies[name] = checkPolicyDocument(required(input, 'PolicyDocument'), 'identity')
      store.saveRole(role)
      return {}
    },

    GetRolePolicy(input: InlineKey) {
      const role = existingRole(iam, input)
      const document = role.inlinePolicies[required(input, 'PolicyName')]
      if (document === undefined) throw missing(input)
      return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encoded(document) }
    },

    ListRolePolicies(input: Listing) {
      const { items, more } = page(Object.keys(existingRole(iam, input).inlinePolicies).sort(), input)
      return { PolicyNames: items, ...more }
    },

    DeleteRolePolicy(input: InlineKey) {
      const role = existingRole(iam, input)
      const name = required(input, 'PolicyName')
      if (!(name in role.inlinePolicies)) throw missing(input)
      delete role.inlinePolicies[name]
      store.saveRole(role)
      return {}
    },

    /** Attaching twice is no error. A policy of AWS's own is taken by its ARN. */
    AttachRolePolicy(input: Attachment) {
      const role = existingRole(iam, input)
      const arn = required(input, 'PolicyArn')
      if (!isAwsManaged(arn)) existingPolicy(iam, input)
      if (!role.attachedPolicyArns.includes(arn)) role.attachedPolicyArns.push(arn)
      store.saveRole(role)
      return {}
    },

    DetachRolePolicy(input: Attachment) {
      const role = existingRole(iam, input)
      const arn = required(input, 'PolicyArn')
      if (!role.attachedPolicyArns.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`)
      role.attachedPolicyArns = role.attachedPolicyArns.filter((one) => one !== arn)
      store.saveRole(role)
      return {}
    },

    ListAttachedRolePolicies(input: Listing) {
      const { items, more } = page(existingRole(iam, input).attachedPolicyArns, input)
      const AttachedPolicies = items.map((arn) => ({ PolicyName: policyNameOf(arn), PolicyArn: arn }))
      return { AttachedPolicies, ...more }
    },
  }
}
