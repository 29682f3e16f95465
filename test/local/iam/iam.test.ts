import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { startCloud, type LocalCloud } from '../../../local/cloud.ts'

const dataDirs: string[] = []
let cloud: LocalCloud
let iam: IAMClient

async function open(dataDir: string) {
  cloud = await startCloud({ port: 0, dataDir, log: () => undefined })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  iam = new IAMClient({ endpoint: cloud.url, region: 'us-east-1', maxAttempts: 1, credentials })
}
beforeEach(async () => {
  dataDirs.push(mkdtempSync(join(tmpdir(), 'reelgate-iam-')))
  await open(dataDirs.at(-1)!)
})
afterEach(async () => {
  iam.destroy()
  await cloud.close()
  for (const folder of dataDirs.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::media/*' }
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const trust = policy({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
})
const createRole = (RoleName = 'reader') =>
  iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Tags: [{ Key: 'a', Value: '1' }] }),
  )
const document = (encoded: string | undefined) => JSON.parse(decodeURIComponent(encoded!)) as unknown

describe('a role', () => {
  it('is given back with its trust policy, URL-encoded, and its tags', async () => {
    const { Role: made } = await createRole()
    expect(made).toMatchObject({
      Arn: 'arn:aws:iam::000000000000:role/reader',
      RoleId: expect.stringMatching(/^AROA/),
    })
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'reader' }))
    expect(document(Role!.AssumeRolePolicyDocument)).toEqual(JSON.parse(trust))
    expect(Role!.Tags).toEqual([{ Key: 'a', Value: '1' }])
  })

  it('changes whom it trusts, and its tags', async () => {
    await createRole()
    const PolicyDocument = trust.replace('lambda', 'states')
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'reader', PolicyDocument }))
    await iam.send(new TagRoleCommand({ RoleName: 'reader', Tags: [{ Key: 'b', Value: '2' }] }))
    await iam.send(new UntagRoleCommand({ RoleName: 'reader', TagKeys: ['a'] }))
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'reader' }))
    expect(document(Role!.AssumeRolePolicyDocument)).toEqual(JSON.parse(PolicyDocument))
    expect(Role!.Tags).toEqual([{ Key: 'b', Value: '2' }])
  })

  it('is there once only', async () => {
    await createRole()
    await expect(createRole()).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' })
  })

  it('stays while it has policies', async () => {
    await createRole()
    const key = { RoleName: 'reader', PolicyName: 'read' }
    await iam.send(new PutRolePolicyCommand({ ...key, PolicyDocument: policy(statement) }))
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'reader' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    })
    await iam.send(new DeleteRolePolicyCommand(key))
    await iam.send(new DeleteRoleCommand({ RoleName: 'reader' }))
    await expect(iam.send(new GetRoleCommand({ RoleName: 'reader' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name reader cannot be found.',
    })
  })

  it('is still there after a restart, with its policies', async () => {
    await createRole()
    const key = { RoleName: 'reader', PolicyName: 'read' }
    await iam.send(new PutRolePolicyCommand({ ...key, PolicyDocument: policy(statement) }))
    iam.destroy()
    await cloud.close()
    await open(dataDirs.at(-1)!)
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName: 'reader' }))
    expect(PolicyNames).toEqual(['read'])
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand(key))
    expect(document(PolicyDocument)).toEqual(JSON.parse(policy(statement)))
  })

  it('is listed page by page', async () => {
    for (const name of ['a', 'b', 'c']) await createRole(name)
    const first = await iam.send(new ListRolesCommand({ MaxItems: 2 }))
    const second = await iam.send(new ListRolesCommand({ MaxItems: 2, Marker: first.Marker }))
    expect([...first.Roles!, ...second.Roles!].map((role) => role.RoleName)).toEqual(['a', 'b', 'c'])
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false])
  })
})

describe('a managed policy', () => {
  const create = () =>
    iam.send(new CreatePolicyCommand({ PolicyName: 'read-media', PolicyDocument: policy(statement) }))

  it('is attached, counted, and cannot be deleted before it is detached', async () => {
    await createRole()
    const PolicyArn = (await create()).Policy!.Arn!
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'reader', PolicyArn }))
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'reader' }))
    expect(AttachedPolicies).toEqual([{ PolicyName: 'read-media', PolicyArn }])
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
    expect(Policy!.AttachmentCount).toBe(1)
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    })
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'reader', PolicyArn }))
    await iam.send(new DeletePolicyCommand({ PolicyArn }))
  })

  it('has versions, five at most', async () => {
    const PolicyArn = (await create()).Policy!.Arn!
    const add = () =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: policy({ ...statement, Sid: 'new' }),
          SetAsDefault: true,
        }),
      )
    for (let version = 2; version <= 5; version++) await add()
    await expect(add()).rejects.toMatchObject({ name: 'LimitExceededException' })
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
    expect(Policy!.DefaultVersionId).toBe('v5')
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v5' }))
    expect(document(PolicyVersion!.Document)).toMatchObject({ Statement: [{ Sid: 'new' }] })
  })

  it('of AWS is attached by its name alone', async () => {
    await createRole()
    const aws = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'reader', PolicyArn: aws }))
    const missing = 'arn:aws:iam::000000000000:policy/nobody'
    await expect(
      iam.send(new AttachRolePolicyCommand({ RoleName: 'reader', PolicyArn: missing })),
    ).rejects.toMatchObject({ name: 'NoSuchEntityException' })
  })
})

describe('a policy document', () => {
  const refused: [string, string, string][] = [
    ['that is no JSON', '{', 'Syntax errors in policy.'],
    [
      'of an unknown version',
      JSON.stringify({ Version: '2020-01-01', Statement: [statement] }),
      'The policy must contain a valid version string.',
    ],
    ['without statements', JSON.stringify({ Version: '2012-10-17' }), 'Syntax errors in policy.'],
    ['with another effect', policy({ ...statement, Effect: 'Maybe' }), 'Syntax errors in policy.'],
    ['without actions', policy({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
    [
      'with an action of no service',
      policy({ ...statement, Action: 'GetObject' }),
      'Actions/Conditions must be prefaced by a vendor',
    ],
    [
      'without resources',
      policy({ Effect: 'Allow', Action: 's3:*' }),
      'Policy statement must contain resources.',
    ],
    [
      'with a resource that is no ARN',
      policy({ ...statement, Resource: 'media' }),
      'Resource media must be in ARN format or "*".',
    ],
    [
      'that names a principal',
      policy({ ...statement, Principal: '*' }),
      'Policy document should not specify a principal.',
    ],
    ['with a misspelt member', policy({ ...statement, Resources: '*' }), 'Syntax errors in policy.'],
    ['with one Sid twice', policy({ ...statement, Sid: 'x' }, { ...statement, Sid: 'x' }), 'must be unique'],
  ]
  it.each(refused)('%s is refused', async (_, PolicyDocument, message) => {
    await expect(
      iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument })),
    ).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: expect.stringContaining(message),
    })
  })

  it('of trust needs a principal and no resource', async () => {
    for (const wrong of [
      policy({ ...statement, Resource: undefined }),
      trust.replace('"Action"', '"Resource":"*","Action"'),
    ]) {
      await expect(
        iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: wrong })),
      ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' })
    }
  })

  it.each([
    '*',
    'arn:aws:s3:::media/*',
    'arn:aws:s3:::media',
    'arn:aws:logs:us-east-1:0:log-group:/x:*',
    'arn:*',
  ])('may speak of %s', async (Resource) => {
    const PolicyDocument = policy({
      ...statement,
      Resource,
      Condition: { Bool: { 'aws:SecureTransport': false } },
    })
    await iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument }))
  })
})
