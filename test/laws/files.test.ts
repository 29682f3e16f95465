import { describe, expect, test } from '@jest/globals'
import { codeFiles, filesBelow, isGenerated, readProjectFile } from '../support/source-files.ts'

const LONGEST_FILE_LINES = 300

/** A test that is left out, or that leaves out all others, proves nothing for anybody. */
const DISABLED_TEST =
  /\b(?:describe|it|test)(?:\.each)?\.(?:only|skip|todo|failing)\b|\b(?:fdescribe|fit|xdescribe|xit|xtest)\(/

const countLines = (text: string) => text.trimEnd().split('\n').length

describe('files', () => {
  test(`have at most ${LONGEST_FILE_LINES} lines`, () => {
    const written = [...codeFiles(), ...filesBelow('statemachines'), ...filesBelow('functions')]
    const tooLong = written
      .filter((path) => !isGenerated(path) && !path.endsWith('.asl.yml'))
      .map((path) => ({ path, lines: countLines(readProjectFile(path)) }))
      .filter(({ lines }) => lines > LONGEST_FILE_LINES)
    expect(tooLong).toEqual([])
  })

  test('of tests leave no test out', () => {
    const disabled = filesBelow('test')
      .filter((path) => path.endsWith('.test.ts') && path !== 'test/laws/files.test.ts')
      .filter((path) => DISABLED_TEST.test(readProjectFile(path)))
    expect(disabled).toEqual([])
  })

  test.each(['test.only(', 'describe.skip(', 'it.todo(', 'test.each.skip(', '  xit('])(
    'a test that says "%s" would be found',
    (text) => expect(text).toMatch(DISABLED_TEST),
  )
})
