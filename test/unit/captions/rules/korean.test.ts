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
    ['비밀번호: 4821 눌러', [['PIN', '4821']]],
    ['비번은 Qwer1234!로 해', [['PASSWORD', 'Qwer1234!']]],
    [
      '보안코드는 737, 유효기간 09/27',
      [
        ['CREDIT_DEBIT_CVV', '737'],
        ['CREDIT_DEBIT_EXPIRY', '09/27'],
      ],
    ],
    ['예금주는 홍길동이고', [['NAME', '홍길동']]],
    ['30호 1234 차량이 서 있다', [['LICENSE_PLATE', '30호 1234']]],
    ['서울 52바 1029 번호판', [['LICENSE_PLATE', '서울 52바 1029']]],
    ['전라남도 담양군 봉산면 송학로 22-5에서', [['ADDRESS', '전라남도 담양군 봉산면 송학로 22-5']]],
    ['강남구 역삼동 12번지', [['ADDRESS', '강남구 역삼동 12번지']]],
    [
      '만 7세 어린이와 쉰다섯 살 아저씨',
      [
        ['AGE', '만 7세'],
        ['AGE', '쉰다섯 살'],
      ],
    ],
    ['2001년 3월 4일에 태어난', [['DATE_TIME', '2001년 3월 4일']]],
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
    '비밀번호를 잊어버렸어',
    '아이디어가 좋네요',
    '제 이름은 김치찌개 가게입니다',
    '방 302호 1501번 버스',
    '12주 3000개',
    '다시 앞으로 3번',
    '서울 시내로 30분 걸립니다',
    '부산까지 그 길로 5시간',
    '루이 14세와 21세기',
    '소고기 살 다섯 점',
    '2026년 11월 21일 뉴스입니다',
    '버전 1.2.3.4',
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
    ['난민들은 다 벌레야', [['HATE_SPEECH', '난민들은 다 벌레야']]],
    ['팔을 비틀어 버릴 거야', [['VIOLENCE_OR_THREAT', '팔을 비틀어 버릴']]],
    ['이 한심한 놈아', [['INSULT', '한심한 놈']]],
    ['제발 나가 죽어', [['HARASSMENT_OR_ABUSE', '나가 죽어']]],
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
    '여자가 쓰레기를 버린다',
    '남자를 죽여 암매장한 혐의',
    '외국인은 모두 환영합니다',
    '장애인들을 위한 학교',
    '꽃이 그냥 죽어버려서 슬펐다',
    '옷을 벗고 샤워를 했다',
    '나는 멍청한 실수를 했다',
    '이 바보 같은 기계',
    '경비가 집을 지킨다, 가만히 두세요',
    '섹스 앤 더 시티',
    '나뭇가지를 꺾어 줄게',
  ])('are not in: %s', (text) => {
    expect(wordsIn(text)).toEqual([])
  })
})
