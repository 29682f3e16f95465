import { describe, expect, test } from '@jest/globals'
import { findKoreanPii, mergePii } from '../../../../functions/caption/rules/korean-pii.ts'
import { findKoreanWords } from '../../../../functions/caption/rules/korean-words.ts'

/** The words that the offsets stand for, in code points, and what they are said to be. */
const piiIn = (text: string) =>
  findKoreanPii(text).map(({ type, begin, end }) => [type, [...text].slice(begin, end).join('')])

const RESIDENT = 'KR_RESIDENT_REGISTRATION_NUMBER'

describe('personal data in Korean', () => {
  test.each([
    ['제 번호는 010-1234-5678이에요', [['PHONE', '010-1234-5678']]],
    ['01012345678로 전화해', [['PHONE', '01012345678']]],
    ['+82 10-1234-5678', [['PHONE', '+82 10-1234-5678']]],
    [
      '02-123-4567이나 (031) 555-1234',
      [
        ['PHONE', '02-123-4567'],
        ['PHONE', '(031) 555-1234'],
      ],
    ],
    ['공일공 일이삼사 오육칠팔', [['PHONE', '공일공 일이삼사 오육칠팔']]],
    ['👍👍 주민번호 880101-1234568 맞죠?', [[RESIDENT, '880101-1234568']]],
    ['외국인 등록번호 880101-5234563', [[RESIDENT, '880101-5234563']]],
    ['211231-3000000번', [[RESIDENT, '211231-3000000']]],
    ['카드는 4111-1111-1111-1111', [['CREDIT_DEBIT_NUMBER', '4111-1111-1111-1111']]],
    ['아멕스 3782 822463 10005', [['CREDIT_DEBIT_NUMBER', '3782 822463 10005']]],
    ['국민은행 123456-04-123456으로 보내', [['BANK_ACCOUNT_NUMBER', '123456-04-123456']]],
    ['계좌 3333012345678', [['BANK_ACCOUNT_NUMBER', '3333012345678']]],
    ['여권 M123A4567', [['PASSPORT_NUMBER', 'M123A4567']]],
    ['면허 11-22-333333-44', [['DRIVER_ID', '11-22-333333-44']]],
    ['메일은 kim.cs@example.co.kr입니다', [['EMAIL', 'kim.cs@example.co.kr']]],
  ])('%s', (text, found) => {
    expect(piiIn(text)).toEqual(found)
  })

  test.each([
    '2026년 11월 21일 3시 15분',
    '880101-1234567890',
    '881301-1234567',
    '4111-1111-1111-1112',
    '0000-0000-0000-0000',
    '123456-04-123456은 부품 번호',
    'M123A4567 열차',
    '1588-1234로 문의하세요',
    '공일공',
    '3.141592653589793',
    'a@b',
  ])('is not %s', (text) => {
    expect(piiIn(text)).toEqual([])
  })

  test('of a number whose check digit is wrong is doubtful, and one that is right is not', () => {
    const scoreOf = (text: string) => findKoreanPii(text)[0]?.score
    expect([scoreOf('880101-1234568'), scoreOf('880101-1234567'), scoreOf('8801011234567')]).toEqual([
      0.99,
      0.6,
      undefined,
    ])
  })

  test('is looked for in time with what is written', () => {
    expect(findKoreanPii('1-'.repeat(50_000) + '공일공x'.repeat(20_000) + 'a'.repeat(100_000))).toEqual([])
  })

  test('adds to what the service found, and never says the same twice', () => {
    const service = [{ type: 'PHONE', begin: 5, end: 18, score: 0.8 }]
    const own = [
      { type: 'PHONE', begin: 5, end: 18, score: 0.98 },
      { type: RESIDENT, begin: 0, end: 4, score: 0.99 },
    ]
    expect(mergePii(service, own)).toEqual([own[1], service[0]])
  })
})

describe('strong words in Korean', () => {
  const wordsIn = (text: string) =>
    findKoreanWords(text).map(({ label, begin, end }) => [label, [...text].slice(begin, end).join('')])

  test.each([
    [
      '😀 야 이 새끼야, 씨발',
      [
        ['STRONG', '이 새끼'],
        ['STRONG', '씨발'],
      ],
    ],
    ['개새끼', [['STRONG', '개새끼']]],
    [
      '시발 뭐야 ㅅㅂ',
      [
        ['STRONG', '시발'],
        ['STRONG', 'ㅅㅂ'],
      ],
    ],
    [
      '젠장, 닥쳐!',
      [
        ['MILD', '젠장'],
        ['MILD', '닥쳐'],
      ],
    ],
    ['너 죽여버릴 거야', [['VIOLENCE_OR_THREAT', '죽여버릴']]],
    ['짱깨라니', [['HATE_SPEECH', '짱깨']]],
  ])('%s', (text, found) => {
    expect(wordsIn(text)).toEqual(found)
  })

  test.each([
    '여기가 시발점이고 시발역이다',
    '다시 발표를 시작합니다',
    '아가씨발음이 좋네요',
    '이 새끼 고양이를 봐',
    '경제 개발 5개년 계획',
    '위기가 닥쳐왔다',
    '보지 못했다, 자지 않았다',
    '전신 등신대',
    '병신년에 태어났다',
    '안녕하세요',
  ])('are not in: %s', (text) => {
    expect(wordsIn(text)).toEqual([])
  })
})
