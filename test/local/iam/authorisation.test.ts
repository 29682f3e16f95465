// What a role meets when it calls: the same words as on AWS, from every kind of service, at once when its policies change.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  CreateTableCommand,
  GetItemCommand,
  ListTablesCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateKeyCommand } from '@aws-sdk/client-kms'
import { CreateJobCommand } from '@aws-sdk/client-mediaconvert'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { policyText } from '../../support/make-role.ts'
import { ACCOUNT, allow, openRoleLab, REGION } from './role-lab.ts'
import type { RoleLab } from './role-lab.ts'

const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/assets`
const FILMS = 'arn:aws:s3:::films'

let lab: RoleLab
let queueUrl: string
let topicArn: string
beforeAll(async () => {
  lab = await openRoleLab()
  const { s3, sqs, sns, dynamodb } = lab.admin()
  await s3.send(new CreateBucketCommand({ Bucket: 'films' }))
  await s3.send(new PutObjectCommand({ Bucket: 'films', Key: 'a.mp4', Body: 'film' }))
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'work' }))).QueueUrl!
  topicArn = (await sns.send(new CreateTopicCommand({ Name: 'news' }))).TopicArn!
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'assets',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
})
afterAll(() => lab.close())

const get = { TableName: 'assets', Key: { id: { S: '1' } } }
const film = { Bucket: 'films', Key: 'a.mp4' }

describe('a denial in the words of the service', () => {
  test('DynamoDB', async () => {
    const { dynamodb, session } = await lab.role()
    await expect(dynamodb.send(new GetItemCommand(get))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        `User: ${session} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} ` +
        'because no identity-based policy allows the dynamodb:GetItem action',
      $metadata: { httpStatusCode: 400 },
    })
  })

  test('S3', async () => {
    const { s3, session } = await lab.role(allow('s3:GetObject', `${FILMS}/*`))
    await expect(s3.send(new PutObjectCommand({ ...film, Body: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        `User: ${session} is not authorized to perform: "s3:PutObject" on resource: "${FILMS}/a.mp4" ` +
        'because no identity-based policy allows the s3:PutObject action',
      $metadata: { httpStatusCode: 403 },
    })
    const { Body } = await s3.send(new GetObjectCommand(film))
    expect(await Body?.transformToString()).toBe('film')
  })

  test('SQS, SNS and MediaConvert', async () => {
    const { sqs, sns, mediaConvert } = await lab.role()
    const Entries = [{ Id: '1', MessageBody: 'x' }]
    await expect(
      sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
    ).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('sqs:SendMessage on') })
    await expect(sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'x' }))).rejects.toMatchObject({
      name: expect.stringMatching(/^AuthorizationError/),
    })
    await expect(
      mediaConvert.send(new CreateJobCommand({ Role: 'arn:aws:iam::000000000000:role/x', Settings: {} })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } })
  })

  test('it is in the journal, and nothing was done', async () => {
    const { s3, name } = await lab.role(allow('s3:PutObject', `${FILMS}/mine/*`))
    const Key = 'not-mine.mp4'
    await expect(s3.send(new PutObjectCommand({ ...film, Key, Body: 'x' }))).rejects.toThrow()
    await expect(lab.admin().s3.send(new GetObjectCommand({ ...film, Key }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    })
    const userIdentity = { type: 'AssumedRole' }
    expect(await lab.deniedRecord(name)).toMatchObject({ eventName: 'PutObject', userIdentity })
  })

  test('an operation whose needs nobody has written down is refused, not let through', async () => {
    const { dynamodb } = await lab.role(allow('*', '*'))
    await expect(dynamodb.send(new ListTablesCommand())).rejects.toMatchObject({
      name: 'LocalCloudNotSupported',
      message: expect.stringContaining('dynamodb:ListTables (local/iam/needs)'),
    })
  })
})

describe('what an operation needs', () => {
  test('a copy needs both ends', async () => {
    const copy = new CopyObjectCommand({ Bucket: 'films', Key: 'b.mp4', CopySource: 'films/a.mp4' })
    const writer = await lab.role(allow('s3:PutObject', `${FILMS}/*`))
    await expect(writer.s3.send(copy)).rejects.toThrow(/s3:GetObject/)
    const reader = await lab.role(allow('s3:GetObject', `${FILMS}/*`))
    await expect(reader.s3.send(copy)).rejects.toThrow(/s3:PutObject/)
    await (await lab.role(allow(['s3:GetObject', 's3:PutObject'], `${FILMS}/*`))).s3.send(copy)
  })

  test('a transaction needs what each of its parts needs', async () => {
    const { dynamodb, grant } = await lab.role(allow('dynamodb:PutItem', TABLE))
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: 'assets', Item: { id: { S: '1' } } } },
        { Delete: { TableName: 'assets', Key: { id: { S: '2' } } } },
      ],
    })
    await expect(dynamodb.send(transaction)).rejects.toThrow(/dynamodb:DeleteItem/)
    await grant(allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], TABLE))
    await dynamodb.send(transaction)
  })

  test('who may not list a bucket does not learn what is missing in it', async () => {
    const missing = new GetObjectCommand({ Bucket: 'films', Key: 'missing.mp4' })
    const { s3, grant } = await lab.role(allow('s3:GetObject', `${FILMS}/*`))
    await expect(s3.send(missing)).rejects.toMatchObject({ name: 'AccessDenied' })
    await grant(allow('s3:GetObject', `${FILMS}/*`), allow('s3:ListBucket', FILMS))
    await expect(s3.send(missing)).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  test('a listing tells its prefix to the condition', async () => {
    const only = { StringLike: { 's3:prefix': 'mine/*' } }
    const { s3 } = await lab.role(allow('s3:ListBucket', FILMS, only))
    await s3.send(new ListObjectsV2Command({ Bucket: 'films', Prefix: 'mine/a' }))
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'films', Prefix: 'a' }))).rejects.toThrow()
  })

  test('a role is handed over only by who may, to the service that is named', async () => {
    const passed = 'arn:aws:iam::000000000000:role/transcode'
    const job = new CreateJobCommand({ Role: passed, Settings: {} })
    const to = (service: string) =>
      allow('iam:PassRole', passed, { StringEquals: { 'iam:PassedToService': service } })
    const { mediaConvert, grant } = await lab.role(allow('mediaconvert:CreateJob', '*'))
    await expect(mediaConvert.send(job)).rejects.toThrow(`iam:PassRole on resource: ${passed}`)
    await grant(allow('mediaconvert:CreateJob', '*'), to('rekognition.amazonaws.com'))
    await expect(mediaConvert.send(job)).rejects.toThrow(/iam:PassRole/)
    await grant(allow('mediaconvert:CreateJob', '*'), to('mediaconvert.amazonaws.com'))
    // The settings are wrong: the call has come as far as the service.
    await expect(mediaConvert.send(job)).rejects.toMatchObject({ name: 'BadRequestException' })
  })

  test('an address that a role has signed is good for what the role may when it is used', async () => {
    const { s3, grant } = await lab.role(allow('s3:GetObject', `${FILMS}/*`))
    const url = await getSignedUrl(s3, new GetObjectCommand(film), { expiresIn: 60 })
    expect((await fetch(url)).status).toBe(200)
    await grant(allow('s3:GetObject', `${FILMS}/other/*`))
    const refused = await fetch(url)
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('<Code>AccessDenied</Code>')
  })
})

describe('policies that change', () => {
  test('count from the next call on', async () => {
    const { dynamodb, grant } = await lab.role()
    const read = () => dynamodb.send(new GetItemCommand(get))
    await expect(read()).rejects.toThrow()
    await grant(allow('dynamodb:GetItem', TABLE))
    await read()
    await grant(allow('dynamodb:PutItem', TABLE))
    await expect(read()).rejects.toThrow()
  })

  test('an attached policy gives what its default version says', async () => {
    const { dynamodb, iam, name } = await lab.role()
    const read = () => dynamodb.send(new GetItemCommand(get))
    const PolicyDocument = policyText(allow('dynamodb:GetItem', TABLE))
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'reading', PolicyDocument }))
    const PolicyArn = Policy!.Arn!
    await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }))
    await read()
    const nothing = policyText(allow('dynamodb:Query', TABLE))
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: nothing, SetAsDefault: true }))
    await expect(read()).rejects.toThrow()
  })

  test('a boundary holds what the role has', async () => {
    const { dynamodb, iam, name } = await lab.role(allow('dynamodb:*', TABLE))
    const PolicyDocument = policyText(allow('s3:*', '*'))
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'bounds', PolicyDocument }))
    const PermissionsBoundary = Policy!.Arn!
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary }))
    await expect(dynamodb.send(new GetItemCommand(get))).rejects.toThrow(
      /because no permissions boundary allows the dynamodb:GetItem action/,
    )
  })

  test('a role that is gone may nothing', async () => {
    const { dynamodb, iam, name } = await lab.role(allow('dynamodb:GetItem', TABLE))
    await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: 'permissions' }))
    await iam.send(new DeleteRoleCommand({ RoleName: name }))
    await expect(dynamodb.send(new GetItemCommand(get))).rejects.toThrow(/the role does not exist/)
  })

  test('an operator that the evaluation does not know is refused when it comes', async () => {
    const { iam, name } = await lab.role()
    const PolicyDocument = policyText(allow('s3:*', '*', { StringMatches: { k: 'x' } }))
    const put = new PutRolePolicyCommand({ RoleName: name, PolicyName: 'odd', PolicyDocument })
    await expect(iam.send(put)).rejects.toThrow('Invalid Condition type : StringMatches.')
  })
})

test('the policy of a bucket lets a role in, or keeps it out', async () => {
  const { s3, admin } = { ...lab.admin(), admin: lab.admin() }
  await s3.send(new CreateBucketCommand({ Bucket: 'shared' }))
  await s3.send(new PutObjectCommand({ Bucket: 'shared', Key: 'k', Body: 'x' }))
  const guest = await lab.role()
  const owner = await lab.role(allow('s3:*', '*'))
  const read = new GetObjectCommand({ Bucket: 'shared', Key: 'k' })
  const statement = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::shared/*' }
  const Policy = policyText(
    { ...statement, Effect: 'Allow', Principal: { AWS: guest.arn } },
    { ...statement, Effect: 'Deny', Principal: { AWS: owner.arn } },
  )
  await admin.s3.send(new PutBucketPolicyCommand({ Bucket: 'shared', Policy }))
  await guest.s3.send(read)
  await expect(owner.s3.send(read)).rejects.toThrow(/with an explicit deny in a resource-based policy/)
})

test('an object that a key encrypts needs the key as well, through S3', async () => {
  const { s3, kms } = lab.admin()
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const key = KeyMetadata!.Arn!
  const Rules = [
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key } },
  ]
  await s3.send(new CreateBucketCommand({ Bucket: 'sealed' }))
  await s3.send(
    new PutBucketEncryptionCommand({ Bucket: 'sealed', ServerSideEncryptionConfiguration: { Rules } }),
  )
  const write = new PutObjectCommand({ Bucket: 'sealed', Key: 'k', Body: 'x' })
  const read = new GetObjectCommand({ Bucket: 'sealed', Key: 'k' })
  const objects = allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::sealed/*')
  const viaS3 = { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }
  const viaSqs = { StringEquals: { 'kms:ViaService': `sqs.${REGION}.amazonaws.com` } }
  const role = await lab.role(objects)
  await expect(role.s3.send(write)).rejects.toThrow(`"kms:GenerateDataKey" on resource: "${key}"`)
  await role.grant(objects, allow('kms:GenerateDataKey', key, viaSqs))
  await expect(role.s3.send(write)).rejects.toThrow(/kms:GenerateDataKey/)
  await role.grant(objects, allow('kms:GenerateDataKey', key, viaS3))
  await role.s3.send(write)
  await expect(role.s3.send(read)).rejects.toThrow(/kms:Decrypt/)
  await role.grant(objects, allow('kms:Decrypt', key, viaS3))
  await role.s3.send(read)
})

test('the report tells what was used and what was denied, after a restart too', async () => {
  const { s3, name } = await lab.role(
    allow(['s3:GetObject', 's3:PutObject'], [`${FILMS}/*`, 'arn:aws:s3:::b/*']),
  )
  await s3.send(new GetObjectCommand(film))
  const elsewhere = new GetObjectCommand({ Bucket: 'elsewhere', Key: 'k' })
  await expect(s3.send(elsewhere)).rejects.toThrow()
  await expect(s3.send(elsewhere)).rejects.toThrow()
  await lab.restart()
  const { roles, denied } = await lab.report()
  const permissions = roles.find(({ role }) => role === name)?.permissions ?? []
  expect(permissions.map(({ action, resource, isUsed }) => [action, resource, isUsed])).toEqual([
    ['s3:GetObject', `${FILMS}/*`, true],
    ['s3:GetObject', 'arn:aws:s3:::b/*', false],
    ['s3:PutObject', `${FILMS}/*`, false],
    ['s3:PutObject', 'arn:aws:s3:::b/*', false],
  ])
  expect(denied.filter(({ role }) => role === name)).toEqual([
    expect.objectContaining({ action: 's3:GetObject', resource: 'arn:aws:s3:::elsewhere/k', count: 2 }),
  ])
})
