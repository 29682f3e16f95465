import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  isJobFileKey,
  isMeantFor,
  jobFileKeysFor,
  sourceKeyFor,
} from '../../../functions/intake/rules/job-file-names.ts'
import { parseJobFile } from '../../../functions/intake/rules/job-file.ts'
import { findJsonError } from '../../../lib/json-error.ts'
import type { Reason } from '../../../schemas/generated/types.ts'

const parse = (value: unknown) => parseJobFile(JSON.stringify(value))
const reasonsOf = (parsed: ReturnType<typeof parseJobFile>): Reason[] =>
  'reasons' in parsed ? parsed.reasons : []
const nested = (levels: number): unknown => (levels === 0 ? 1 : { deeper: nested(levels - 1) })

describe('a job file', () => {
  test('says what its owner wants', () => {
    const content = {
      title: '여름',
      tags: ['sea'],
      profile: 'hevc',
      options: { mp4: false },
      metadata: { a: [1, null] },
    }
    expect(parse(content)).toEqual({ jobFile: content })
    expect(parseJobFile('{}')).toEqual({ jobFile: {} })
  })

  test('may begin with a byte order mark', () => {
    expect(parseJobFile('\uFEFF{"title":"x"}')).toEqual({ jobFile: { title: 'x' } })
  })

  test.each([
    ['{"title": "x",}', 'line 1, column 15'],
    ['{\n  "title" "x"\n}', 'line 2, column 11'],
    ['', 'line 1, column 1'],
    ['hello', 'line 1, column 1'],
    ['{"a": 1} {', 'line 1, column 10'],
    ['{"a": "open', 'line 1, column 7'],
  ])('that is not JSON names the place: %j', (text, place) => {
    const [reason] = reasonsOf(parseJobFile(text))
    expect(reason!.code).toBe('job-file-not-json')
    expect(reason!.message).toContain(place)
  })

  test.each([
    [{ titel: 'x' }, '/titel'],
    [{ title: '' }, '/title'],
    [{ tags: ['a', 5] }, '/tags/1'],
    [{ options: { maxHeightPx: 'large' } }, '/options/maxHeightPx'],
    [{ options: { captions: true } }, '/options/captions'],
    [{ 'a/b': 1 }, '/a~1b'],
    [
      { captions: [{ file: 'a.vtt' }, { file: 'b.vtt' }, { file: 'a.vtt', kind: 'captions' }] },
      '/captions/2/file',
    ],
    [{ source: 'other/film.mp4' }, '/source'],
    [[], ''],
    ['text', ''],
  ])('that does not fit its schema names the field: %j', (content, field) => {
    const reasons = reasonsOf(parse(content))
    expect(reasons.map((reason) => reason.field)).toEqual([field])
    expect(reasons[0]!.code).toBe('job-file-invalid')
  })

  test('names every field at fault at once', () => {
    expect(
      reasonsOf(parse({ titel: 1, profile: 'No Such' }))
        .map(({ field }) => field)
        .sort(),
    ).toEqual(['/profile', '/titel'])
  })
})

describe('a job file full of faults', () => {
  test('is told in a few short reasons, which fit into the state of an execution', () => {
    const many = Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [`field${n}`, n]))
    const long = { ['x'.repeat(400_000)]: 1, metadata: {} }
    const deep = { metadata: { ['y'.repeat(400_000)]: 1e300 } }
    for (const reasons of [many, long, deep].map((content) => reasonsOf(parse(content)))) {
      expect(reasons.length).toBeLessThanOrEqual(20)
      expect(JSON.stringify(reasons).length).toBeLessThan(20_000)
      expect(reasons[0]!.code).toBe('job-file-invalid')
    }
  })
})

describe('metadata', () => {
  // Metadata under a word that the database reserves once broke the write.
  test('may have names that databases reserve, and names with a meaning in JavaScript', () => {
    const text = '{"metadata": {"name": 1, "status": 2, "constructor": "x"}}'
    const parsed = parseJobFile(text)
    expect(JSON.stringify('jobFile' in parsed && parsed.jobFile.metadata)).toBe(
      '{"name":1,"status":2,"constructor":"x"}',
    )
  })

  test('may not have the name that would vanish on the way to the database', () => {
    const parsed = parseJobFile('{"metadata": {"a": {"__proto__": {"admin": true}}}}')
    expect(reasonsOf(parsed)).toMatchObject([{ code: 'job-file-invalid', field: '/metadata/a' }])
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  test('may be 16 levels deep, and no deeper', () => {
    expect(parse({ metadata: nested(16) })).toHaveProperty('jobFile')
    expect(reasonsOf(parse({ metadata: nested(17) }))[0]).toMatchObject({
      field: '/metadata' + '/deeper'.repeat(16),
    })
  })

  test('may be nested by malice', () => {
    const deep = `{"metadata": {"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    expect(reasonsOf(parseJobFile(deep))).toHaveLength(1)
    expect(reasonsOf(parseJobFile('['.repeat(200_000)))[0]!.code).toBe('job-file-not-json')
  })

  test('may take 64 KB in UTF-8', () => {
    const filling = (characters: number) => parse({ metadata: { x: '가'.repeat(characters) } })
    expect(filling(21_000)).toHaveProperty('jobFile')
    expect(reasonsOf(filling(22_000))[0]).toMatchObject({ field: '/metadata' })
  })

  test.each([['1e400'], ['12345678901234567890'], ['1e-200']])(
    'has only numbers that can be kept: %s',
    (number) => {
      expect(reasonsOf(parseJobFile(`{"metadata": {"a": [0, ${number}]}}`))[0]).toMatchObject({
        field: '/metadata/a/1',
      })
    },
  )

  test('that is a film under a wrong name is not read', () => {
    expect(reasonsOf(parseJobFile('x'.repeat(600_000)))[0]!.code).toBe('job-file-too-large')
  })
})

test('any text is answered, and JSON is what the engine takes for it', () => {
  const close = fc
    .json()
    .chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut) + ',' + text.slice(cut)))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), close), (text) => {
      let isJson = true
      try {
        JSON.parse(text)
      } catch {
        isJson = false
      }
      expect(findJsonError(text) === undefined).toBe(isJson)
      expect(() => parseJobFile(text)).not.toThrow()
    }),
    { numRuns: 1000 },
  )
})

describe('the names of job files', () => {
  test.each([
    ['films/clip.mp4', ['films/clip.mp4.job.json', 'films/clip.job.json']],
    ['clip', ['clip.job.json']],
    ['.hidden', ['.hidden.job.json']],
    ['a.b/clip', ['a.b/clip.job.json']],
    ['clip.mp4.job.json', []],
  ])('of %s', (key, expected) => expect(jobFileKeysFor(key)).toEqual(expected))

  test('of a key of 1,024 bytes are only those that can be keys', () => {
    const key = '가'.repeat(340) + '.mp4'
    expect(jobFileKeysFor(key)).toEqual([])
    const stem = 'a'.repeat(1014)
    expect(jobFileKeysFor(`${stem}.mp4`)).toEqual([`${stem}.job.json`])
  })

  test.each([
    ['clip.job.json', true],
    ['films/clip.mp4.job.json', true],
    ['.job.json', false],
    ['films/.job.json', false],
    ['clip.json', false],
  ])('%s is one: %s', (key, expected) => expect(isJobFileKey(key)).toBe(expected))

  const beside = ['f/clip.mov', 'f/clip.mp4', 'f/clip.job.json', 'f/clip', 'f/other.mp4', 'f/deep/clip.mp4']
  test.each([
    ['the one it names', 'f/clip.job.json', { source: 'other.mp4' }, 'f/other.mp4'],
    ['none where the named one is missing', 'f/clip.job.json', { source: 'gone.mp4' }, undefined],
    ['the one whose whole name it bears', 'f/clip.mov.job.json', {}, 'f/clip.mov'],
    ['the bare name before a stem', 'f/clip.job.json', {}, 'f/clip'],
    ['the one with its stem', 'f/other.job.json', {}, 'f/other.mp4'],
    ['none in another folder', 'f/deep/other.job.json', {}, undefined],
  ])('lead to %s', (_, key, jobFile, expected) => {
    expect(sourceKeyFor(key, jobFile, beside)).toBe(expected)
  })

  test('a job file that names another source is not meant for this one', () => {
    expect(isMeantFor('f/clip.mp4', {})).toBe(true)
    expect(isMeantFor('f/clip.mp4', { source: 'clip.mp4' })).toBe(true)
    expect(isMeantFor('f/clip.mp4', { source: 'other.mp4' })).toBe(false)
  })
})
