import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { unzipSync } from 'fflate'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { packagedProject, readTemplate } from '../support/packaged-project.ts'
import { resourcesOf } from '../support/template.ts'

const run = promisify(execFile)

// A cold start reads the whole bundle.
const LARGEST_BUNDLE_BYTES = 3_000_000

interface Bundle {
  name: string
  handler: string
  /** Where the zip is unpacked. */
  folder: string
  sizeBytes: number
}

let scratch: string
let bundles: Bundle[]

function unpack(packaged: string, { handler, zip }: { handler: string; zip: string }): Bundle {
  const files = Object.entries(unzipSync(readFileSync(join(packaged, zip))))
  const folder = join(scratch, zip)
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
  return { name: zip, handler, folder, sizeBytes: files.reduce((sum, [, bytes]) => sum + bytes.length, 0) }
}

/** As Lambda does on a cold start, in a process of its own that knows nothing else. */
async function kindOfHandler({ handler, folder }: Bundle): Promise<string> {
  const [, file = '', name = ''] = /^(.+)\.(\w+)$/.exec(handler) ?? []
  const code = `import(process.argv[1]).then((module) => console.log(typeof module[process.argv[2]]))`
  const { stdout } = await run(process.execPath, ['-e', code, join(folder, `${file}.mjs`), name], {
    env: { AWS_REGION: 'ap-northeast-2', AWS_LAMBDA_FUNCTION_NAME: 'reelgate-test', NODE_NO_WARNINGS: '1' },
  })
  return stdout.trim()
}

beforeAll(async () => {
  const packaged = await packagedProject('prod')
  scratch = mkdtempSync(join(tmpdir(), 'reelgate-bundles-'))
  bundles = resourcesOf(readTemplate(packaged), 'AWS::Lambda::Function').map(({ Properties }) => {
    const { S3Key } = Properties['Code'] as { S3Key: string }
    return unpack(packaged, { handler: String(Properties['Handler']), zip: S3Key.split('/').at(-1)! })
  })
}, 900_000)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('function bundles', () => {
  test('are loaded by Node as Lambda loads them, without any environment of theirs', async () => {
    expect(bundles.length).toBeGreaterThan(5)
    const kinds = await Promise.all(bundles.map(async (bundle) => [bundle.name, await kindOfHandler(bundle)]))
    expect(kinds.filter(([, kind]) => kind !== 'function')).toEqual([])
  }, 300_000)

  test('that do not load would be noticed', async () => {
    const broken: Bundle = { name: 'broken', handler: 'broken.handler', folder: scratch, sizeBytes: 0 }
    writeFileSync(join(scratch, 'broken.mjs'), `import 'a-package-that-was-not-bundled'`)
    await expect(kindOfHandler(broken)).rejects.toThrow('a-package-that-was-not-bundled')
  })

  test('are small', () => {
    expect(bundles.filter(({ sizeBytes }) => sizeBytes > LARGEST_BUNDLE_BYTES)).toEqual([])
  })
})
