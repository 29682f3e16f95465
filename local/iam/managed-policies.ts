import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from './errors.ts'
import {
  asList,
  checkName,
  checkPath,
  encoded,
  existingPolicy,
  isoNow,
  page,
  required,
  uniqueId,
  type Iam,
} from './iam.ts'
import { checkPolicyDocument } from './policy-document.ts'
import type { ManagedPolicy, PolicyVersion, Tag } from './store.ts'

interface CreatePolicyInput {
  PolicyName: string
  PolicyDocument: string
  Path?: string
  Description?: string
  Tags?: Tag[] | string
}

interface PolicyKey {
  PolicyArn: string
}

interface Listing {
  Marker?: string
  MaxItems?: string
}

const MOST_VERSIONS = 5

export function managedPolicyOperations(iam: Iam) {
  const { store, context } = iam
  const rolesWith = (arn: string) => store.roles().filter((role) => role.attachedPolicyArns.includes(arn))

  const policyShape = (policy: ManagedPolicy) => ({
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: rolesWith(policy.arn).length,
    PermissionsBoundaryUsageCount: store.roles().filter((role) => role.permissionsBoundaryArn === policy.arn)
      .length,
    IsAttachable: true,
    Description: policy.description,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
    Tags: policy.tags,
  })

  const versionShape = (policy: ManagedPolicy, version: PolicyVersion, hasDocument: boolean) => ({
    ...(hasDocument ? { Document: encoded(version.document) } : {}),
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: version.createdAt,
  })

  const existingVersion = (policy: ManagedPolicy, input: object): PolicyVersion => {
    const id = required(input, 'VersionId')
    const version = policy.versions.find((one) => one.id === id)
    if (!version)
      throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`)
    return version
  }

  return {
    CreatePolicy(input: CreatePolicyInput) {
      const name = checkName(required(input, 'PolicyName'), 128, 'policyName')
      const path = checkPath(input.Path)
      const document = checkPolicyDocument(required(input, 'PolicyDocument'), 'identity')
      const arn = `arn:aws:iam::${context.accountId}:policy${path}${name}`
      if (store.policy(arn))
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
      const createdAt = isoNow(iam)
      const policy: ManagedPolicy = {
        name,
        id: uniqueId('ANPA'),
        arn,
        path,
        createdAt,
        updatedAt: createdAt,
        defaultVersionId: 'v1',
        nextVersion: 2,
        versions: [{ id: 'v1', document, createdAt }],
        tags: asList(input.Tags),
        ...(input.Description ? { description: input.Description } : {}),
      }
      store.savePolicy(policy)
      return { Policy: policyShape(policy) }
    },

    GetPolicy: (input: PolicyKey) => ({ Policy: policyShape(existingPolicy(iam, input)) }),

    /** Policies of this account only: AWS's own are not known here. */
    ListPolicies(input: Listing & { Scope?: string; PathPrefix?: string }) {
      const own = input.Scope === 'AWS' ? [] : store.policies()
      const { items, more } = page(
        own.filter((one) => one.path.startsWith(input.PathPrefix ?? '/')),
        input,
      )
      return { Policies: items.map(policyShape), ...more }
    },

    DeletePolicy(input: PolicyKey) {
      const policy = existingPolicy(iam, input)
      if (rolesWith(policy.arn).length > 0)
        throw deleteConflict('Cannot delete a policy attached to entities.')
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
        )
      }
      store.dropPolicy(policy.arn)
      return {}
    },

    CreatePolicyVersion(input: PolicyKey & { PolicyDocument: string; SetAsDefault?: string }) {
      const policy = existingPolicy(iam, input)
      const document = checkPolicyDocument(required(input, 'PolicyDocument'), 'identity')
      if (policy.versions.length >= MOST_VERSIONS) {
        throw limitExceeded(
          'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
        )
      }
      const version = { id: `v${policy.nextVersion}`, document, createdAt: isoNow(iam) }
      policy.nextVersion += 1
      policy.versions.push(version)
      policy.updatedAt = version.createdAt
      if (String(input.SetAsDefault) === 'true') policy.defaultVersionId = version.id
      store.savePolicy(policy)
      return { PolicyVersion: versionShape(policy, version, false) }
    },

    SetDefaultPolicyVersion(input: PolicyKey & { VersionId: string }) {
      const policy = existingPolicy(iam, input)
      policy.defaultVersionId = existingVersion(policy, input).id
      store.savePolicy(policy)
      return {}
    },

    GetPolicyVersion(input: PolicyKey & { VersionId: string }) {
      const policy = existingPolicy(iam, input)
      return { PolicyVersion: versionShape(policy, existingVersion(policy, input), true) }
    },

    ListPolicyVersions(input: PolicyKey & Listing) {
      const policy = existingPolicy(iam, input)
      const { items, more } = page([...policy.versions].reverse(), input)
      return { Versions: items.map((version) => versionShape(policy, version, false)), ...more }
    },

    DeletePolicyVersion(input: PolicyKey & { VersionId: string }) {
      const policy = existingPolicy(iam, input)
      const version = existingVersion(policy, input)
      if (version.id === policy.defaultVersionId) {
        throw deleteConflict('Cannot delete the default version of a policy.')
      }
      policy.versions = policy.versions.filter((one) => one.id !== version.id)
      store.savePolicy(policy)
      return {}
    },

    ListEntitiesForPolicy(input: PolicyKey & Listing) {
      const { items, more } = page(rolesWith(required(input, 'PolicyArn')), input)
      const PolicyRoles = items.map((role) => ({ RoleName: role.name, RoleId: role.id }))
      return { PolicyGroups: [], PolicyUsers: [], PolicyRoles, ...more }
    },
  }
}
