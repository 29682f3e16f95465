import { describe, expect, test } from '@jest/globals'
import { meetsAt } from '../../../functions/search/rules/match.ts'
import { stripParticle } from '../../../functions/search/rules/particles.ts'
import { planLookups, readQuery, type Clause } from '../../../functions/search/rules/query.ts'
import { readWords } from '../../../functions/search/rules/words.ts'

const textsOf = (text: string) => readWords(text).map((word) => word.text)

function clausesOf(query: string): Clause[] {
  const read = readQuery(query)
  if ('refused' in read) throw new Error(`${query} is refused: ${read.refused}`)
  return read.clauses
}

const isFound = (query: string, text: string) => {
  const words = readWords(text)
  return clausesOf(query).every((clause) => words.some((_, start) => meetsAt(words, start, clause)))
}

describe('words', () => {
  test.each([
    ['Seoul Station, 2026!', ['seoul', 'station', '2026']],
    ["Don't stop—it’s O'Brien", ['dont', 'stop', 'its', 'obrien']],
    ['ＦＵＬＬ　ｗｉｄｔｈ ﬁne Ⅷ', ['full', 'width', 'fine', 'viii']],
    ['Café naïve Ångström', ['cafe', 'naive', 'angstrom']],
    ['ΟΔΟΣ οδός', ['οδοσ', 'οδόσ']],
    ['학교에서 봐요', ['학교에서', '봐요']],
    ['한글', ['한글']],
    ['BTS의 5시', ['bts', '의', '5', '시']],
    ['東京タワー', ['東京タワー']],
    ['ex\u00adample\u200b\ufeff', ['example']],
    ['<b>&amp;</b>\0\u0007', ['b', 'amp', 'b']],
    ['♪ … ?! 🎬', []],
  ])('of %j are %j', (text, words) => expect(textsOf(text)).toEqual(words))

  test('are cut where no word is so long', () => {
    expect(textsOf('x'.repeat(10_000))).toEqual(['x'.repeat(64)])
  })
})

describe('a Korean particle', () => {
  test.each([
    ['학교에서', '학교'],
    ['서울까지는', '서울'],
    ['학생들이', '학생'],
    ['친구와', '친구'],
    ['학교', '학교'],
    ['집에', '집에'],
    ['에서', '에서'],
  ])('is taken off: %s is %s', (word, stem) => expect(stripParticle(word)).toBe(stem))
})

describe('a query', () => {
  test.each([
    ['seoul', 'Arrived in SEOUL.', true],
    ['seoul stat', 'Seoul has a station', true],
    ['stat seoul', 'Seoul has a station', false],
    ['seoul busan', 'Seoul has a station', false],
    ['seoul "has a', 'Seoul has a station', true],
    ['"seoul station"', 'Seoul has a station', false],
    ['“seoul has”', 'Seoul has a station', true],
    ['"seoul has a stat"', 'Seoul has a station', false],
    ['spider-man', 'Spider Man returns', true],
    ['spider-man', 'man, spider', false],
    ["don't", 'DON’T!', true],
    ['cafe', 'Le Café', true],
    ['a', 'an apple', false],
    ['학교', '고등학교에서 봐요', true],
    ['학교에서', '학교는 커요', true],
    ['"학교에서"', '학교는 커요', false],
    ['"학교"', '학교는 커요', true],
    ['"학교"', '학교장 선생님', false],
    ['"서울 학교"', '서울 학교에서', true],
    ['"서울 학교"', '서울 큰 학교에서', false],
    ['고등학교', '고등 학교', false],
    ['집', '우리 집에 가자', true],
    ['집 가자', '우리 집단으로 가자', false],
    ['집', '우리집', false],
    ['BTS의', 'BTS는 왔다', true],
    ['5시', '5시에 만나', true],
    ['5시', '시 5', false],
    ['東京', '東京タワーへ', true],
  ])('%j finds %j: %p', (query, text, found) => expect(isFound(query, text)).toBe(found))

  test.each([
    ['', 'query-empty'],
    [' \t\0\u0007\n', 'query-empty'],
    ['?!… ♪', 'query-without-words'],
    ['""', 'query-without-words'],
    ['"" "', 'query-without-words'],
    ['x'.repeat(10_000), 'query-too-long'],
    ['가'.repeat(201), 'query-too-long'],
    ['a b c d e f g h i j k l m', 'query-too-many-words'],
  ])('%j is refused: %s', (query, refused) => expect(readQuery(query)).toEqual({ refused }))

  test('with control characters between words is read as if they were spaces', () => {
    expect(clausesOf('seoul\0station\u001b')).toEqual(clausesOf('seoul station'))
  })

  test('with a word twice asks once', () => expect(clausesOf('Seoul seoul')).toHaveLength(1))

  test('is looked up by whole words, the beginning of the last one, and pairs of syllables', () => {
    expect(planLookups(clausesOf('seoul 고등학교장 stat'))).toEqual([
      { term: 'seoul', isPrefix: false },
      { term: 'stat', isPrefix: true },
      { term: '고등', isPrefix: false },
      { term: '학교', isPrefix: false },
      { term: '교장', isPrefix: false },
    ])
  })

  test('of many syllables asks for a bounded number of pairs', () => {
    const syllables = Array.from({ length: 150 }, (_, index) => String.fromCodePoint(0xac00 + index)).join('')
    expect(planLookups(clausesOf(syllables))).toHaveLength(16)
  })
})
