// A distribution over a bucket, made by the API as a template makes it, and what viewers ask of it.
import {
  CloudFrontClient,
  CreateCachePolicyCommand,
  CreateDistributionCommand,
  CreateKeyGroupCommand,
  CreateOriginAccessControlCommand,
  CreatePublicKeyCommand,
  CreateResponseHeadersPolicyCommand,
  type DistributionConfig,
} from '@aws-sdk/client-cloudfront'
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCloud } from '../../../local/cloud.ts'

export const makeKeys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

const BUCKET = 'films'

export const OBJECTS: Record<string, string> = {
  'assets/one/r1/stream/main.m3u8': '#EXTM3U one',
  'assets/one/r1/stream/video 1.m4s': 'segment of one',
  'assets/two/r1/stream/main.m3u8': '#EXTM3U two',
  'evidence/one/r1/moderation.json': '{}',
}

const PAGE = 'https://player.example'

async function makeDistribution(client: CloudFrontClient, publicKey: string) {
  const key = await client.send(
    new CreatePublicKeyCommand({
      PublicKeyConfig: { CallerReference: 'k', Name: 'key', EncodedKey: publicKey },
    }),
  )
  const keyId = key.PublicKey?.Id ?? ''
  const group = await client.send(
    new CreateKeyGroupCommand({ KeyGroupConfig: { Name: 'keys', Items: [keyId] } }),
  )
  const control = await client.send(
    new CreateOriginAccessControlCommand({
      OriginAccessControlConfig: {
        Name: 'control',
        SigningProtocol: 'sigv4',
        SigningBehavior: 'always',
        OriginAccessControlOriginType: 's3',
      },
    }),
  )
  const cache = await client.send(
    new CreateCachePolicyCommand({
      CachePolicyConfig: { Name: 'cache', MinTTL: 1, DefaultTTL: 1, MaxTTL: 1 },
    }),
  )
  const headers = await client.send(
    new CreateResponseHeadersPolicyCommand({
      ResponseHeadersPolicyConfig: {
        Name: 'headers',
        SecurityHeadersConfig: {
          ContentTypeOptions: { Override: true },
          StrictTransportSecurity: { Override: true, AccessControlMaxAgeSec: 60, IncludeSubdomains: true },
        },
        CorsConfig: {
          AccessControlAllowOrigins: { Quantity: 1, Items: [PAGE] },
          AccessControlAllowHeaders: { Quantity: 1, Items: ['Range'] },
          AccessControlAllowMethods: { Quantity: 1, Items: ['GET'] },
          AccessControlExposeHeaders: { Quantity: 1, Items: ['Content-Range'] },
          AccessControlAllowCredentials: true,
          OriginOverride: true,
        },
        CustomHeadersConfig: {
          Quantity: 1,
          Items: [{ Header: 'Cache-Control', Value: 'private, max-age=5', Override: false }],
        },
      },
    }),
  )
  const behaviour = {
    TargetOriginId: 'media',
    ViewerProtocolPolicy: 'https-only' as const,
    TrustedKeyGroups: { Enabled: true, Quantity: 1, Items: [group.KeyGroup?.Id ?? ''] },
    CachePolicyId: cache.CachePolicy?.Id,
    ResponseHeadersPolicyId: headers.ResponseHeadersPolicy?.Id,
  }
  const config: DistributionConfig = {
    CallerReference: 'd',
    Comment: 'films & <more>',
    Enabled: true,
    Origins: {
      Quantity: 1,
      Items: [
        {
          Id: 'media',
          DomainName: `${BUCKET}.s3.ap-northeast-2.amazonaws.com`,
          OriginAccessControlId: control.OriginAccessControl?.Id,
          S3OriginConfig: { OriginAccessIdentity: '' },
        },
      ],
    },
    DefaultCacheBehavior: behaviour,
  }
  const { Distribution } = await client.send(new CreateDistributionCommand({ DistributionConfig: config }))
  return {
    config,
    keyId,
    id: Distribution?.Id ?? '',
    arn: Distribution?.ARN ?? '',
    domain: Distribution?.DomainName ?? '',
  }
}

export async function openLab() {
  const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-cdn-'))
  const cloud = await startCloud({ port: 0, dataDir, virtualClock: true, log: () => undefined })
  const config = {
    endpoint: cloud.url,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const cloudFront = new CloudFrontClient(config)
  const s3 = new S3Client({ ...config, forcePathStyle: true })
  const { publicKey, privateKey } = makeKeys()
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  for (const [Key, Body] of Object.entries(OBJECTS))
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ContentType: 'text/x-test' }))
  const distribution = await makeDistribution(cloudFront, publicKey)
  const allow = (sourceArn: string, prefix = 'assets/') =>
    s3.send(
      new PutBucketPolicyCommand({
        Bucket: BUCKET,
        Policy: JSON.stringify({
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: 's3:GetObject',
            Resource: `arn:aws:s3:::${BUCKET}/${prefix}*`,
            Condition: { StringEquals: { 'AWS:SourceArn': sourceArn } },
          },
        }),
      }),
    )
  await allow(distribution.arn)
  const base = `http://${distribution.domain}`
  return {
    ...distribution,
    cloud,
    cloudFront,
    s3,
    base,
    privateKey,
    publicKey,
    page: PAGE,
    allow,
    /** Seconds since the epoch in the time of the cloud. */
    now: () => Math.floor(cloud.clock.now() / 1000),
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      fetch(`${base}/${path}`, { method, headers }),
    async close() {
      cloudFront.destroy()
      s3.destroy()
      await cloud.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type Lab = Awaited<ReturnType<typeof openLab>>
