import { describe, expect, test } from '@jest/globals'
import { codeFiles, readProjectFile } from '../support/source-files.ts'
import { findForbiddenImports, ruleFiles } from './dependency-rule.ts'
import { readImports } from './imports.ts'

const LIB = readImports('lib/ffmpeg.ts', `import { execFile } from 'node:child_process'`).concat(
  readImports('lib/gop.ts', `import { framesPerSecond } from './media-time.ts'`),
)
const judge = (path: string, text: string) => findForbiddenImports([...LIB, ...readImports(path, text)])

/** What an answer must not depend on, or it is no rule. */
const IMPURE = /\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bfetch\(|\brandomUUID\b/

describe('the dependency rule', () => {
  test('holds in every file', () => {
    const imports = codeFiles().flatMap((path) => readImports(path, readProjectFile(path)))
    expect(imports.length).toBeGreaterThan(100)
    expect(findForbiddenImports(imports)).toEqual([])
  })

  test('leaves rules without clock, dice and environment', () => {
    const imports = codeFiles().flatMap((path) => readImports(path, readProjectFile(path)))
    const files = ruleFiles(imports)
    expect(files).toContain('functions/transcode/rules/job-settings.ts')
    expect(files.filter((path) => IMPURE.test(readProjectFile(path)))).toEqual([])
    expect('const startedAt = Date.now()').toMatch(IMPURE)
  })

  test.each([
    ['functions/publish/a.ts', `import { b } from '../transcode/b.ts'`],
    ['functions/publish/a.ts', `import type { B } from '../transcode/b.ts'`],
    ['functions/publish/a.ts', `import { S3Client } from '@aws-sdk/client-s3'`],
    ['functions/publish/rules/a.ts', `import { S3Client } from '@aws-sdk/client-s3'`],
    ['functions/publish/rules/a.ts', `import { setting } from '../../../lib/environment.ts'`],
    ['functions/publish/rules/a.ts', `import { decideVerdict } from '../decide-verdict.ts'`],
    ['functions/publish/rules/a.ts', `import { parse } from 'hls-parser'`],
    ['functions/publish/rules/a.ts', `import { readFileSync } from 'node:fs'`],
    ['functions/publish/rules/a.ts', `import { runFfmpeg } from '../../../lib/ffmpeg.ts'`],
    ['lib/a.ts', `import { type A, S3Client } from '@aws-sdk/client-s3'`],
    ['lib/a.ts', `const { b } = await import('../functions/publish/b.ts')`],
    ['lib/aws/a.ts', `export { b } from '../../functions/publish/b.ts'`],
    ['schemas/a.ts', `import { a } from '../lib/a.ts'`],
    ['local/states/a.ts', `import { b } from '../lambda/b.ts'`],
    ['local/states/a.ts', `import { b } from '../../lib/b.ts'`],
    ['local/lambda/worker/a.mjs', `const b = require('../../../functions/publish/b.ts')`],
    ['cli/a.ts', `import { startCloud } from '../local/cloud.ts'`],
    ['cli/a.ts', `type Asset = import('../functions/publish/b.ts').Asset`],
    ['cli/commands/a.ts', `import { SFNClient } from '@aws-sdk/client-sfn'`],
  ])('is broken by %s: %s', (path, text) => {
    expect(judge(path, text)).toEqual([expect.stringContaining(path)])
  })

  test.each([
    ['functions/publish/a.ts', `import { setting } from '../../lib/environment.ts'`],
    ['functions/publish/a.ts', `import type { EventBridgeEvent } from 'aws-lambda'`],
    ['functions/publish/rules/a.ts', `import { planGop } from '../../../lib/gop.ts'`],
    ['functions/publish/rules/a.ts', `import { InvariantError } from '../../../lib/errors.ts'`],
    ['functions/publish/rules/a.ts', `import { type Job, type Output } from '@aws-sdk/client-mediaconvert'`],
    ['lib/aws/a.ts', `import { S3Client } from '@aws-sdk/client-s3'`],
    ['local/states/a.ts', `import { SFNClient } from '@aws-sdk/client-sfn'`],
    ['cli/aws/a.ts', `import { SFNClient } from '@aws-sdk/client-sfn'`],
  ])('is kept by %s: %s', (path, text) => {
    expect(judge(path, text)).toEqual([])
  })
})
