// The job file that an upload begins with.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jobFor } from '../../cli/upload/film-wishes.ts'

let folder: string

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'reelgate-wishes-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the job file of an upload', () => {
  test('is the one beside the film, with what the command line says on top', async () => {
    const film = join(folder, 'a.mp4')
    await expect(jobFor(film, {})).resolves.toBeUndefined()
    await expect(jobFor(film, { tag: ['one', 'two'] })).resolves.toEqual({ tags: ['one', 'two'] })
    writeFileSync(join(folder, 'a.job.json'), '{"title":"Beside","policy":"strict"}')
    await expect(jobFor(film, { title: 'Said' })).resolves.toEqual({ title: 'Said', policy: 'strict' })
    writeFileSync(join(folder, 'a.job.json'), '{"title":')
    await expect(jobFor(film, {})).rejects.toThrow('a.job.json is not JSON')
  })
})
