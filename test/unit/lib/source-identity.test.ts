import { expect, test } from '@jest/globals'
import { assetIdOf } from '../../../lib/source-identity.ts'
import { fill } from '../../../local/states/query/template.ts'
import type { StateMachine } from '../../laws/state-machine.ts'
import { compiledDefinitions } from '../../support/serverless-files.ts'

type Template = Parameters<typeof fill>[0]

const identifyAsset = (compiledDefinitions()['mediaWorkflow'] as StateMachine).States['Identify asset']

test.each([
  ['in a bucket with versions', { versionId: 'v1', sequencer: '01' }],
  ['in a bucket without versions', { sequencer: '01' }],
  ['of which nobody knows the order', {}],
  ['under a name from elsewhere', { key: '영화 +%20/😀.mp4', sequencer: '01' }],
])('an upload %s is the same asset to the functions as to the workflow', async (_what, changes) => {
  const source = { bucket: 'ingest', key: 'a b.mp4', etag: 'abc', sizeBytes: 5, ...changes }
  const { bucket, key, etag, sizeBytes, versionId, sequencer } = source as typeof source & {
    versionId?: string
    sequencer?: string
  }
  const object = {
    ...{ key, etag, size: sizeBytes },
    ...(versionId !== undefined && { 'version-id': versionId }),
    ...(sequencer !== undefined && { sequencer }),
  }
  const input = { detail: { bucket: { name: bucket }, object } }
  const { Assign } = identifyAsset as unknown as { Assign: Record<string, Template> }
  const scope = { states: { input, context: {} }, variables: {}, nowMs: 0 }
  expect(assetIdOf(source)).toBe(await fill(Assign['assetId']!, 'Assign/assetId', scope))
})
