// Dates, times and quantities in Korean, by their shapes.
import type { TypedSpan } from '../finding.ts'
import { findByPatterns } from './patterns.ts'
import type { PatternRule } from './patterns.ts'

const NUMBER = '(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?'
const SCALE = '(?:\\s?(?:십|백|천|만|억|조)\\s?)*'
const NATIVE =
  '(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두|스무|스물|서른|마흔|쉰|예순|일흔|여든|아흔|수십|수백|수천|몇|여러)'
const SINO = '[일이삼사오육칠팔구십백천만억조]+'
const COUNTERS =
  '(?:명|사람|분|마리|개|권|장|대|벌|켤레|병|잔|그릇|채|척|송이|그루|살|세|번|차례|회|편|곡|점|골|표|석|위|층|평|가구|건|곳)'
const MEASURES =
  '(?:퍼센트|프로|%|원|달러|유로|엔|위안|킬로미터|미터|센티미터|밀리미터|킬로그램|그램|톤|리터|킬로|도|배|시간|분간|초|년간|개월|주일|일간|바이트|기가|메가|km|kg|cm|mm|m²|GB|MB)'
/** What follows a measure is a particle or nothing: 3대 is a count, 3대통령 is not. */
const BEHIND =
  '(?=$|[^가-힣]|(?:은|는|이|가|을|를|의|에|로|으로|와|과|도|만|만에|이나|나|까지|부터|정도|이상|이하|쯤|씩|짜리|동안|밖에|보다|이다|였다|이었다|입니다|이에요|예요|에서|전|후|간|째|들|당|마다|가량|여)(?=$|[^가-힣]|[가-힣]))'

const rule = (type: string, score: number, source: string): PatternRule => ({
  type,
  score,
  pattern: new RegExp(source, 'dg'),
})

const RULES: PatternRule[] = [
  rule(
    'DATE',
    0.98,
    '\\d{2,4}년(?:\\s?\\d{1,2}월(?:\\s?\\d{1,2}일)?)?(?:\\s?(?:봄|여름|가을|겨울|초|말))?(?![가-힣]*간|\\s?동안)',
  ),
  rule('DATE', 0.97, '\\d{1,2}월(?:\\s?\\d{1,2}일|\\s?(?:초|말|중순))?'),
  rule('DATE', 0.93, '(?<![\\d월]\\s?)\\d{1,2}일(?=\\s|$|[은는에부까,.]|\\s?오[전후])(?!\\s?(?:동안|간))'),
  rule('DATE', 0.97, '\\b\\d{4}[-./]\\s?\\d{1,2}[-./]\\s?\\d{1,2}\\b'),
  rule(
    'DATE',
    0.95,
    '(?:(?:오전|오후|새벽|아침|저녁|밤|낮)\\s?)?(?:\\d{1,2}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두)시(?![가-힣]*간)(?:\\s?(?:\\d{1,2}분|반))?(?=$|[^가-힣]|[에부까쯤가이는정])',
  ),
  rule(
    'DATE',
    0.95,
    '(?:(?:지난|이번|다음|매주)\\s?)?[월화수목금토일]요일(?:\\s?(?:아침|저녁|오전|오후|밤))?',
  ),
  rule('DATE', 0.9, '(?:지난|이번|다음|올해|작년|내년)\\s?(?:주말|주|달|해|여름|겨울|봄|가을|학기|세기)'),
  rule(
    'DATE',
    0.88,
    '(?<![가-힣])(?:오늘|내일|어제|모레|그저께|그제|올해|작년|내년|재작년|어젯밤|오늘밤|내일모레)(?![가-힣]{3})',
  ),
  rule(
    'DATE',
    0.92,
    `(?:${NUMBER}|${NATIVE}|${SINO})\\s?(?:년|개월|달|주일|주|일|시간|분)\\s(?:전|후|뒤)(?![가-힣]*적)`,
  ),
  rule('DATE', 0.93, '\\d{2,4}년대|\\d{1,2}세기'),
  rule('DATE', 0.9, '(?<![가-힣])(?:추석|설날|크리스마스|광복절|어린이날|개천절|한글날)'),
  rule('QUANTITY', 0.96, `(?<![\\d.])${NUMBER}${SCALE}여?\\s?${MEASURES}${BEHIND}`),
  rule('QUANTITY', 0.94, `(?<![\\d.])${NUMBER}${SCALE}여?\\s?${COUNTERS}${BEHIND}`),
  rule('QUANTITY', 0.94, `(?<![\\d.])\\d+년(?=간|\\s?동안)간?`),
  rule('QUANTITY', 0.94, `(?<![\\d.])\\d+일(?=간|\\s?동안)간?`),
  rule('QUANTITY', 0.86, `(?<![가-힣])${NATIVE}\\s?(?:${COUNTERS}|시간|달|배)${BEHIND}`),
  rule(
    'QUANTITY',
    0.88,
    `(?<![가-힣])${SINO}\\s?(?:원|퍼센트|달러|킬로미터|미터|킬로그램|년간|개월|세)${BEHIND}`,
  ),
  rule('QUANTITY', 0.95, `[$₩€¥]\\s?${NUMBER}${SCALE}`),
]

export const findKoreanMeasures = (text: string): TypedSpan[] => findByPatterns(text, RULES)
