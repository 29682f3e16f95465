import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT_ROOT } from '../support/source-files.ts'

// Its own process: the generator's packages are ES modules that jest's module registry does not load.
const checkIn = (folder: string) =>
  promisify(execFile)(process.execPath, ['schemas/generate.ts', '--check', folder], { cwd: PROJECT_ROOT })

describe('types, validators and the description of the API', () => {
  let copy: string
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'reelgate-schemas-'))
    for (const made of ['schemas/generated', 'docs/openapi.json'])
      cpSync(join(PROJECT_ROOT, made), join(copy, made), { recursive: true })
  })
  afterAll(() => rmSync(copy, { recursive: true }))

  test('are those of the schemas', async () => {
    const { stdout } = await checkIn(PROJECT_ROOT)
    expect(stdout).toContain('fresh')
  }, 60_000)

  test('are stale when somebody edits them', async () => {
    appendFileSync(join(copy, 'schemas/generated/types.ts'), '// by hand\n')
    await expect(checkIn(copy)).rejects.toMatchObject({ stdout: 'Stale: schemas/generated/types.ts\n' })
  }, 60_000)
})
