import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import { isDeepStrictEqual } from 'node:util'
import type { Tag } from '../records.ts'
import { asJsonText, asNumber, defined, tagChanges, tagList } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Count, Document, Made, ResourceProvider, ResourceRequest, UpdateRequest } from './provider.ts'

const LONGEST_ROLE_NAME = 64

type InlinePolicy = { PolicyName: string; PolicyDocument: Document }

type RoleProperties = {
  RoleName?: string
  Path?: string
  AssumeRolePolicyDocument?: Document
  Description?: string
  MaxSessionDuration?: Count
  PermissionsBoundary?: string
  ManagedPolicyArns?: string[]
  Policies?: InlinePolicy[]
  Tags?: Tag[]
}

/** What a role shall have, and what it had. */
interface Turn<T> {
  now?: T[] | undefined
  before?: T[] | undefined
}

async function putInline(iam: IAMClient, RoleName: string, turn: Turn<InlinePolicy>) {
  const { now = [], before = [] } = turn
  for (const { PolicyName } of before.filter(
    (old) => !now.some((one) => one.PolicyName === old.PolicyName),
  )) {
    await unlessGone(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })), 'NoSuchEntityException')
  }
  for (const policy of now) {
    if (before.some((old) => isDeepStrictEqual(old, policy))) continue
    const { PolicyName } = policy
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: asJsonText(policy.PolicyDocument) }),
    )
  }
}

async function putAttached(iam: IAMClient, RoleName: string, { now = [], before = [] }: Turn<string>) {
  for (const PolicyArn of before.filter((arn) => !now.includes(arn))) {
    await unlessGone(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })), 'NoSuchEntityException')
  }
  for (const PolicyArn of now.filter((arn) => !before.includes(arn))) {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  }
}

async function putPolicies(request: ResourceRequest<RoleProperties>, name: string, previous: RoleProperties) {
  const { properties, clients } = request
  const attached = { now: properties.ManagedPolicyArns, before: previous.ManagedPolicyArns }
  await putAttached(clients.iam, name, attached)
  await putInline(clients.iam, name, { now: properties.Policies, before: previous.Policies })
}

async function putSettings(request: UpdateRequest<RoleProperties>, RoleName: string) {
  const { clients, properties, previous } = request
  const changed = (...names: (keyof RoleProperties)[]) =>
    names.some((name) => !isDeepStrictEqual(properties[name], previous[name]))
  if (changed('AssumeRolePolicyDocument')) {
    const PolicyDocument = asJsonText(properties.AssumeRolePolicyDocument ?? {})
    await clients.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))
  }
  if (changed('Description', 'MaxSessionDuration')) {
    const Description = properties.Description ?? ''
    const MaxSessionDuration = asNumber(properties.MaxSessionDuration) ?? 3600
    await clients.iam.send(new UpdateRoleCommand({ RoleName, Description, MaxSessionDuration }))
  }
  if (changed('PermissionsBoundary')) {
    const { PermissionsBoundary } = properties
    await (PermissionsBoundary
      ? clients.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }))
      : clients.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })))
  }
}

async function putTags(request: UpdateRequest<RoleProperties>, RoleName: string) {
  const { gone: TagKeys, wanted } = tagChanges(request)
  const Tags = Object.entries(wanted).map(([Key, Value]) => ({ Key, Value }))
  if (TagKeys.length > 0) await request.clients.iam.send(new UntagRoleCommand({ RoleName, TagKeys }))
  if (Tags.length > 0) await request.clients.iam.send(new TagRoleCommand({ RoleName, Tags }))
}

export const iamRole: ResourceProvider<RoleProperties> = {
  applies: [
    'RoleName',
    'Path',
    'AssumeRolePolicyDocument',
    'Description',
    'MaxSessionDuration',
    'PermissionsBoundary',
    'ManagedPolicyArns',
    'Policies',
    'Tags',
  ],
  required: ['AssumeRolePolicyDocument'],
  createOnly: ['RoleName', 'Path'],
  nameProperty: 'RoleName',
  takesStackTags: true,
  async create(request): Promise<Made> {
    const { iam } = request.clients
    const { Path, Description, PermissionsBoundary, AssumeRolePolicyDocument = {} } = request.properties
    const RoleName = request.properties.RoleName ?? request.generateName(LONGEST_ROLE_NAME)
    const MaxSessionDuration = asNumber(request.properties.MaxSessionDuration)
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: asJsonText(AssumeRolePolicyDocument),
        ...defined({ Path, Description, MaxSessionDuration, PermissionsBoundary }),
        Tags: tagList(request),
      }),
    )
    request.claim(RoleName)
    await putPolicies(request, RoleName, {})
    return { physicalId: RoleName, attributes: { Arn: Role?.Arn, RoleId: Role?.RoleId } }
  },
  async update(request) {
    await putSettings(request, request.physicalId)
    await putPolicies(request, request.physicalId, request.previous)
    await putTags(request, request.physicalId)
    return { physicalId: request.physicalId, attributes: request.attributes }
  },
  async remove(request) {
    const { clients, physicalId: RoleName, properties } = request
    await unlessGone(
      putPolicies({ ...request, properties: {} }, RoleName, properties),
      'NoSuchEntityException',
    )
    await unlessGone(clients.iam.send(new DeleteRoleCommand({ RoleName })), 'NoSuchEntityException')
  },
}
