import { describe, expect, test } from '@jest/globals'
import { stripVTControlCharacters } from 'node:util'
import { hitText } from '../../cli/show/hits.ts'
import type { SearchHit } from '../../schemas/generated/types.ts'
import { runCli } from './run-cli.ts'

const HIT: SearchHit = {
  assetId: '0123456789abcdef0123456789abcdef',
  title: 'Night train',
  outcome: 'published',
  registeredAt: '2026-11-21T09:00:00.000Z',
  places: [
    {
      field: 'caption',
      text: 'The train\nto Busan',
      trackId: 'en',
      language: 'en',
      startMs: 3_727_000,
      endMs: 3_729_000,
    },
    { field: 'tag', text: 'trains' },
  ],
}

describe('a hit', () => {
  test('says which asset, and where in it', () => {
    expect(stripVTControlCharacters(hitText(HIT)).split('\n')).toEqual([
      '0123456789  Night train',
      '   1:02:07 en   The train to Busan',
      '  tag           trains',
    ])
  })

  test('that viewers do not find is marked', () => {
    expect(stripVTControlCharacters(hitText({ ...HIT, outcome: 'quarantined' }))).toContain(
      'train  quarantined',
    )
  })

  test('moves no cursor, whatever its words are', () => {
    const evil = '\u001b[2J\u0007red\u001b]0;title\u0007\u202e\r\nnext'
    const text = hitText({
      ...HIT,
      title: evil,
      places: [{ field: 'caption', text: evil, language: 'en', startMs: 0 }],
    })
    const seen = stripVTControlCharacters(text)
    expect(seen).not.toMatch(/[[\p{Cc}--\n]\u202e]/v)
    expect(seen.split('\n')).toHaveLength(2)
  })
})

describe('the command search', () => {
  test.each([
    ['without words', [], /Say what to look for/],
    ['with spaces only', [' '], /Say what to look for/],
    ['with words and a rebuild', ['train', '--rebuild'], /--rebuild takes no words/],
    ['with a limit that is none', ['train', '--limit', 'all'], /A limit is a number/],
  ])('%s ends with 2', async (_, args, message) => {
    const { code, stdout, stderr } = await runCli(['search', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  test('says how to start the cloud where none runs', async () => {
    const { code, stderr } = await runCli(['search', 'train', '--port', '1'])
    expect(code).toBe(1)
    expect(stderr).toContain('reelgate up')
  })
})
