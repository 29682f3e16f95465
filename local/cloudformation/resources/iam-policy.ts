import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListPolicyVersionsCommand,
  PutRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import { isDeepStrictEqual } from 'node:util'
import type { Tag } from '../records.ts'
import { asJsonText, defined, tagList } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Document, ResourceProvider } from './provider.ts'

type PolicyProperties = { PolicyName: string; PolicyDocument: Document; Roles?: string[] }

type ManagedPolicyProperties = {
  ManagedPolicyName?: string
  PolicyDocument: Document
  Path?: string
  Description?: string
  Roles?: string[]
  Tags?: Tag[]
}

const rolesOf = ({ Roles = [] }: { Roles?: string[] }) => Roles

async function putInline(iam: IAMClient, properties: PolicyProperties) {
  const { PolicyName, PolicyDocument } = properties
  for (const RoleName of rolesOf(properties)) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: asJsonText(PolicyDocument) }),
    )
  }
}

async function removeInline(iam: IAMClient, PolicyName: string, roles: string[]) {
  for (const RoleName of roles) {
    await unlessGone(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })), 'NoSuchEntityException')
  }
}

/** An inline policy that stands as a resource of its own, put into each role it names. */
export const iamPolicy: ResourceProvider<PolicyProperties> = {
  applies: ['PolicyName', 'PolicyDocument', 'Roles'],
  required: ['PolicyName', 'PolicyDocument'],
  createOnly: ['PolicyName'],
  async create(request) {
    await putInline(request.clients.iam, request.properties)
    return { physicalId: request.generateName(128) }
  },
  async update({ clients, properties, previous, physicalId }) {
    await putInline(clients.iam, properties)
    const left = rolesOf(previous).filter((role) => !rolesOf(properties).includes(role))
    await removeInline(clients.iam, previous.PolicyName, left)
    return { physicalId }
  },
  remove: ({ clients, properties }) => removeInline(clients.iam, properties.PolicyName, rolesOf(properties)),
}

/** Roles a policy shall be attached to, and those it was. */
interface Turn {
  now: string[]
  before: string[]
}

async function attach(iam: IAMClient, PolicyArn: string, { now, before }: Turn) {
  for (const RoleName of before.filter((role) => !now.includes(role))) {
    await unlessGone(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })), 'NoSuchEntityException')
  }
  for (const RoleName of now.filter((role) => !before.includes(role))) {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  }
}

/** IAM keeps five versions at most, so the ones that are not the default go first. */
async function dropOldVersions(iam: IAMClient, PolicyArn: string) {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (!IsDefaultVersion) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }))
  }
}

export const iamManagedPolicy: ResourceProvider<ManagedPolicyProperties> = {
  applies: ['ManagedPolicyName', 'PolicyDocument', 'Path', 'Description', 'Roles', 'Tags'],
  required: ['PolicyDocument'],
  createOnly: ['ManagedPolicyName', 'Path', 'Description', 'Tags'],
  nameProperty: 'ManagedPolicyName',
  async create(request) {
    const { Path, Description, PolicyDocument, ManagedPolicyName } = request.properties
    const { Policy } = await request.clients.iam.send(
      new CreatePolicyCommand({
        PolicyName: ManagedPolicyName ?? request.generateName(128),
        PolicyDocument: asJsonText(PolicyDocument),
        ...defined({ Path, Description }),
        Tags: tagList(request),
      }),
    )
    request.claim(Policy!.Arn!)
    await attach(request.clients.iam, Policy!.Arn!, { now: rolesOf(request.properties), before: [] })
    return { physicalId: Policy!.Arn!, attributes: { PolicyArn: Policy!.Arn, PolicyId: Policy!.PolicyId } }
  },
  async update({ clients, properties, previous, physicalId: PolicyArn, attributes }) {
    if (!isDeepStrictEqual(properties.PolicyDocument, previous.PolicyDocument)) {
      await dropOldVersions(clients.iam, PolicyArn)
      const PolicyDocument = asJsonText(properties.PolicyDocument)
      await clients.iam.send(
        new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
      )
    }
    await attach(clients.iam, PolicyArn, { now: rolesOf(properties), before: rolesOf(previous) })
    return { physicalId: PolicyArn, attributes }
  },
  async remove({ clients, properties, physicalId: PolicyArn }) {
    await attach(clients.iam, PolicyArn, { now: [], before: rolesOf(properties) })
    await unlessGone(dropOldVersions(clients.iam, PolicyArn), 'NoSuchEntityException')
    await unlessGone(clients.iam.send(new DeletePolicyCommand({ PolicyArn })), 'NoSuchEntityException')
  },
}
