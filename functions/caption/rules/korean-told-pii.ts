// Personal data in Korean that a word makes personal: a number behind “비밀번호”, a name behind “이름은”; and addresses, number plates
// and ages, which are told by what they are made of.
import type { PiiShape } from './korean-pii.ts'

/** Behind a word, with whatever particle, verb or sign there is between the two. */
const told = (words: string, value: string, between = '') =>
  new RegExp(
    String.raw`(?<=(?:${words})(?:은|는|이|가|를|을|도)?(?:${between})?\s{0,2}[:=]?\s{0,2})${value}`,
    'gu',
  )

const SECRET = '비밀\\s?번호|비번|패스워드|암호'

/** Surnames of nine in ten people, and two syllables. The particle behind tells that it ends there. */
const NAME =
  '[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길위표명기반왕금옥육인맹제모][가-힣]{2}(?=입니다|이에요|예요|이야|이고|이며|이라|라고|님|씨|[\\s.,!?]|$)'

/** Of private, hired and commercial cars (Motor Vehicle Management Act, rules for number plates). */
const PLATE_SIGN = /[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호]/u

/** A number before them is more often a count: 101호, 12주, 20조, 10도, 30부, 5수, 3하. */
const OFTEN_COUNTED = /[호주조도부수하로]/u

const CAR_WORDS = /차량|번호판|승용차|화물차|트럭|택시|뺑소니|차\s?번호|차주|견인|주차/u

const COUNTED = '분|시|년|월|일|명|개|원|배|번(?!길|지)|점|위|층|회|세|살|퍼센트|프로|미터|킬로|㎞|km|%'

const PROVINCE =
  '(?:서울|부산|대구|인천|광주|대전|울산|세종)(?:특별자치시|특별시|광역시|시)?|(?:경기|강원|충청[남북]|충[남북]|전라[남북]|전북|전남|경상[남북]|경[남북]|제주)(?:특별자치도|도)?'
const DISTRICT = '[가-힣]{1,4}[시군구]'
const ROAD = `[가-힣][가-힣\\d]{0,9}(?:로|길)(?<!으로|그대로|제대로|마음대로|스스로)\\s?\\d{1,4}(?:번길\\s?\\d{1,4})?(?:-\\d{1,3})?(?!\\d|\\s?(?:${COUNTED}))`
const LOT = `[가-힣][가-힣\\d]{0,5}(?:동|읍|면|리|가)\\s(?:산\\s?)?\\d{1,4}(?:-\\d{1,4})?(?:번지|(?!\\d|\\s?(?:${COUNTED})))`

const TENS = '열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔'
const ONES = '하나|한|두|둘|세|네|다섯|여섯|일곱|여덟|아홉'

export const TOLD_SHAPES: PiiShape[] = [
  { type: 'PIN', pattern: told(SECRET, String.raw`\d{4,8}(?![\w!@#$%^&*])`), score: () => 0.93 },
  {
    type: 'PASSWORD',
    pattern: told(SECRET, String.raw`(?=[!-~]*[a-zA-Z])[!-~]{4,64}(?<![.,?])`),
    score: () => 0.92,
  },
  {
    type: 'CREDIT_DEBIT_CVV',
    pattern: told('[Cc][Vv][CcVv]2?|보안\\s?(?:코드|번호)', String.raw`\d{3,4}(?!\d)`, '\\s?번호'),
    score: () => 0.93,
  },
  {
    type: 'CREDIT_DEBIT_EXPIRY',
    pattern: told('유효\\s?(?:기간|기한|일자)', String.raw`(?:0[1-9]|1[0-2])\s?\/\s?(?:20)?\d{2}(?!\d)`),
    score: () => 0.93,
  },
  {
    type: 'USERNAME',
    pattern: told('아이디|닉네임|계정(?:\\s?이름)?', String.raw`@?[a-zA-Z][\w.-]{2,30}\w(?!@)`),
    score: () => 0.9,
  },
  {
    type: 'NAME',
    pattern: told('(?:이름|성함|성명|본명|예금주|담당자)', NAME),
    score: () => 0.85,
  },
  {
    type: 'DATE_TIME',
    pattern: /(?:19|20)\d{2}년\s?\d{1,2}월\s?\d{1,2}일/gu,
    score: (_found, around) => (/생년월일|생일|출생|태어/u.test(around) ? 0.9 : undefined),
  },
  {
    type: 'AGE',
    // Kings are counted like people of that age: “루이 14세”.
    pattern: new RegExp(
      `(?<![\\d가-힣])(?:만\\s)?(?:\\d{1,3}\\s?살|(?:만\\s\\d{1,2}|[2-9]\\d|1[01]\\d)세)(?!기)|(?<![가-힣])(?:(?:${TENS})(?:${ONES})?|${ONES})\\s살(?![가-힣]*(?:코기|점))`,
      'gu',
    ),
    score: () => 0.85,
  },
  {
    type: 'LICENSE_PLATE',
    pattern: new RegExp(`(?<![\\d가-힣])(?:[가-힣]{2}\\s)?\\d{2,3}[가-힣]\\s?\\d{4}(?!\\d|,\\d)`, 'gu'),
    score: (found, around) => {
      const sign = /\d([가-힣])/u.exec(found)![1]!
      if (!PLATE_SIGN.test(sign)) return undefined
      if (CAR_WORDS.test(around)) return 0.95
      return OFTEN_COUNTED.test(sign) ? undefined : 0.85
    },
  },
  {
    type: 'ADDRESS',
    pattern: new RegExp(
      `(?<![가-힣])(?:(?:${PROVINCE})\\s(?:${DISTRICT}\\s){0,2}|[가-힣]{2,4}[시군]\\s(?:[가-힣]{1,4}구\\s)?|[가-힣]{2,3}구\\s)(?:[가-힣]{1,4}[읍면]\\s)?(?:${ROAD}|${LOT})`,
      'gu',
    ),
    score: () => 0.92,
  },
  {
    type: 'IP_ADDRESS',
    pattern:
      /(?<![\d.]|버전\s?)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]\d|\d)/gu,
    score: (_found, around) => (/[가-힣]/u.test(around) ? 0.9 : undefined),
  },
]
