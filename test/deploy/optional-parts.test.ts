// What a stage may have besides, by its parameters; without them the template has no trace of it.
import { expect, test } from '@jest/globals'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../support/source-files.ts'

type Resolver = (tools: { resolveVariable: (name: string) => Promise<unknown> }) => Promise<unknown>

const require = createRequire(import.meta.url)
const part = (file: string) => require(join(PROJECT_ROOT, file)) as Record<string, Resolver>

/** As the framework calls it, for a stage with these parameters. */
const resolve = (resolver: Resolver | undefined, params: Record<string, string>) =>
  resolver?.({
    resolveVariable: (name) => Promise.resolve(params[name.replace(/^param:/, '')]),
  })

const ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/reelgate-prod/1a2b3c4d'
const METHOD = 'arn:aws:execute-api:ap-northeast-2:123456789012:abc123/prod/POST/copyProtection'

test('a distribution has the web ACL that its stage names, or none', async () => {
  const { arn } = part('functions/delivery/web-acl.cjs')
  expect(await resolve(arn, { webAclArn: ACL })).toBe(ACL)
  expect(await resolve(arn, { webAclArn: '' })).toEqual({ Ref: 'AWS::NoValue' })
})

test('MediaConvert may call the key server that its stage names and nothing else, or no API at all', async () => {
  const { resources } = part('functions/transcode/key-server.cjs')
  const given = await resolve(resources, { drmKeyServerArn: METHOD })
  expect(given).toMatchObject({
    Resources: {
      KeyServerPolicy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          Roles: [{ Ref: 'MediaConvertRole' }],
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: METHOD }],
          },
        },
      },
    },
  })
  expect(await resolve(resources, { drmKeyServerArn: '' })).toEqual({ Resources: {} })
})
