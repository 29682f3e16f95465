// Korean entities, approximately: known names, names told by their ends and titles, and measures.
import { withoutOverlaps } from '../finding.ts'
import type { TypedSpan } from '../finding.ts'
import { wordsOf } from '../korean/words.ts'
import type { Word } from '../korean/words.ts'
import { findKoreanMeasures } from './korean-measures.ts'
import {
  EVENT_ENDS,
  FAMILY_NAMES,
  KOREAN_ITEMS,
  KOREAN_LOCATIONS,
  KOREAN_ORGANIZATIONS,
  KOREAN_PEOPLE,
  LONG_FAMILY_NAMES,
  ORGANIZATION_ENDS,
  TITLES,
} from './korean-names.ts'
import { anyOf, findByPatterns } from './patterns.ts'
import type { PatternRule } from './patterns.ts'

/** Behind a name stands no syllable, or those of a particle. */
const PARTICLE =
  '(?=$|[^가-힣]|(?:은|는|이|가|을|를|의|에|로|으로|와|과|도|만|랑|이랑|에서|에게|한테|께서|까지|부터|처럼|보다|에는|에도|에서는|에서도|으로는|의|이며|이고|이다|였다|이었다|입니다|이에요|예요|라는|이라는|측|행|산|인|팬|사장|회장|대표|직원|정부|군|판)(?:$|[^가-힣]|[은는이가을를의에도]))'
const FULL_NAME = `(?:(?:${LONG_FAMILY_NAMES.join('|')})|[${FAMILY_NAMES}])[가-힣]{2}`
const START = '(?<![가-힣A-Za-z0-9])'

const rule = (type: string, score: number, source: string): PatternRule => ({
  type,
  score,
  pattern: new RegExp(source, 'dg'),
})

const RULES: PatternRule[] = [
  rule('TITLE', 0.93, '[『《〈「](?<span>[^』》〉」\\n]{1,60})[』》〉」]'),
  rule(
    'TITLE',
    0.9,
    '(?:영화|드라마|노래|소설|책|앨범|게임|뮤지컬|다큐멘터리|작품|연극|만화|곡)(?:인|은|는)?\\s?["\'“‘<](?<span>[^"\'”’>\\n]{1,60})["\'”’>]',
  ),
  rule(
    'TITLE',
    0.85,
    '["\'“‘<](?<span>[^"\'”’>\\n]{1,40})["\'”’>](?:이라는|라는|은|는|을|를|이|가)?\\s?(?:영화|드라마|노래|소설|책|앨범|게임|뮤지컬)',
  ),
  rule('PERSON', 0.95, `${START}(?:${anyOf(KOREAN_PEOPLE)})${PARTICLE}`),
  rule('PERSON', 0.93, `${START}(?<span>${FULL_NAME})\\s?(?:${TITLES})${PARTICLE}`),
  rule(
    'PERSON',
    0.88,
    `(?:^|\\s)(?:감독|배우|가수|작가|선수|기자|교수|대통령|장관|의원|아나운서|저는|제 이름은|이름은)\\s(?<span>${FULL_NAME})(?=$|[^가-힣]|입니다|이에요|예요|은|는|이|가|의|과|와|을|를)`,
  ),
  rule(
    'PERSON',
    0.85,
    `${START}(?<span>[가-힣]{2,3})(?:\\s(?:씨|교수님|선생님|선생|감독|대통령|기자|의원|팀장|선수|배우|박사)|씨|님)${PARTICLE}`,
  ),
  rule(
    'EVENT',
    0.93,
    `${START}(?<span>(?:\\d{4}(?:년)?\\s)?(?:[가-힣A-Za-z]+\\s)?[가-힣A-Za-z]*(?:${EVENT_ENDS}))${PARTICLE}`,
  ),
  rule(
    'COMMERCIAL_ITEM',
    0.93,
    `${START}(?:${anyOf(KOREAN_ITEMS)})(?:\\s?(?:S\\d+|\\d{1,3}|프로|울트라|플러스|맥스|미니))*${PARTICLE}`,
  ),
  rule('ORGANIZATION', 0.94, `${START}(?:${anyOf(KOREAN_ORGANIZATIONS)})${PARTICLE}`),
  rule('ORGANIZATION', 0.88, `${START}(?<span>[가-힣A-Z]{2,10}(?:${ORGANIZATION_ENDS}))${PARTICLE}`),
  rule('LOCATION', 0.93, `${START}(?:${anyOf(KOREAN_LOCATIONS)})(?:시|도|역|공항|구)?${PARTICLE}`),
  rule(
    'LOCATION',
    0.8,
    `${START}(?<span>[가-힣]{2,5}(?:특별시|광역시|시|군|구|읍|동|역|공항|해수욕장|공원|광장|대교|산|강|호수|섬|궁))${PARTICLE}`,
  ),
]

/** Words that only look like what the shapes say: 사용하는 동 is no quarter, 자동 no place. */
const NOT_NAMES = new Set(
  (
    '활동 운동 행동 자동 이동 감동 노동 아동 변동 진동 충동 공동 작동 소동 출동 부동 연구 요구 도구 친구 가구 지구 축구 야구 농구 배구 입구 출구 인구 ' +
    '욕구 기구 전구 영구 추구 복구 촉구 항구 탁구 당구 다시 잠시 혹시 역시 즉시 표시 무시 감시 지시 전시 택시 접시 일시 당시 동시 도시 몇시 반드시 실시 게시 ' +
    '제시 공군 해군 육군 대군 장군 구역 지역 영역 통역 번역 방역 무역 현역 주역 광역 생산 재산 계산 예산 부산물 자산 유산 등산 정산 확산 수산 동산 건강 보강 최강 ' +
    '영화제 정당 식당 해당 담당 상당 부당 성당 마당 강당 일당 수당 사당 대학 대학교 병원 은행 방송 신문 보험 자동차 시청 전자 그룹 회원 직원 이번 축제 대회 선거 전쟁 ' +
    '고등학교 중학교 초등학교 학교 도서관 박물관 미술관 연구소 협회 위원회 경찰서 소방서 아이 여러분 선생님 부모님 손님 고객님 주인님 하느님 하나님 사장님 팀장님 ' +
    '교수님 의사 사모님 스승님 형님 누님 장모님 어머님 아버님 할머님 우리 그분 이분 저분 아저씨 아가씨 날씨 글씨 솜씨 말씨 마음씨 불씨 김치 이유 이야기 이상 이해 ' +
    '사람 주인 공항 공원 광장 해수욕장 섬 보궁 지진 공사 결혼식'
  ).split(' '),
)
/** Shapes of names that are common words; a person needs a title or a list to be one. */
const PLAIN_ENDS = /(?:하는|에서|에게|으로|까지|부터|하고|다는|라는|이는|들은|들이|습니다|어요|아요)$/

export function koreanEntities(text: string): TypedSpan[] {
  const found = [
    ...findByPatterns(text, RULES).filter(({ begin, end }) => isName(text.slice(begin, end))),
    ...findKoreanMeasures(text),
    ...peopleAsSubjects(wordsOf(text)),
  ]
  return withoutOverlaps(found.map((span) => withoutSpaces(text, span)))
}

const isName = (said: string) => !NOT_NAMES.has(said) && !PLAIN_ENDS.test(said)

function withoutSpaces(text: string, { begin, end, ...rest }: TypedSpan): TypedSpan {
  const said = text.slice(begin, end)
  const ahead = said.length - said.trimStart().length
  return { begin: begin + ahead, end: begin + said.trimEnd().length, ...rest }
}

/** Syllables in which given names of two syllables end far more often than words do. */
const GIVEN_ENDS =
  '준민서연우현진호영수희경훈석빈윤아은혁철숙옥순자환태규식선정미나라슬원재찬율안린하람솔욱섭균'
const GIVEN_STARTS =
  '민서지예수하도주시유현승준성영정미은경동상재태진혜선윤연소다가채나규기건우종병광철희형보세명용창인한원라해슬석'
const NAME_SHAPE = new RegExp(`^[${FAMILY_NAMES.slice(0, 46)}][${GIVEN_STARTS}][${GIVEN_ENDS}]$`)
const SUBJECT_PARTICLES = new Set([
  '은',
  '는',
  '이',
  '가',
  '에게',
  '한테',
  '의',
  '와',
  '과',
  '을',
  '를',
  '께서',
  '이라는',
  '라는',
  '이라고',
])
const NOT_PEOPLE = new Set(
  (
    '이정도 정도 주민 시민 국민 서민 농민 이민 전진 사진 유지 기준 수준 조준 표준 안정 감정 결정 과정 가정 규정 인정 일정 예정 조정 수정 선정 지정 측정 한정 판정 추정 설정 ' +
    '장미 고민 주미 심지어 문재 성인 정인 노인 여자아 남자아 하나 신선 공연 자연 우연 강연 출연 지연 주연 조연 안경 환경 배경 풍경 전경 구경 한지민 정수기 이상현 기상현 문화재 전문가 주인공 ' +
    '신기하 조용하 유명하 성인식 성형수 지하수 이번주 한시간 이시간 조금은 서민아 현지인 한국인 외국인 정신은 우리나라 주지하 유지하 지지하 정지하 전시회 성수기 조상은 지난해 고유한 유일한 심한'
  ).split(' '),
)

function peopleAsSubjects(words: Word[]): TypedSpan[] {
  return words
    .filter(
      ({ stem, particle }) =>
        NAME_SHAPE.test(stem) && SUBJECT_PARTICLES.has(particle) && !NOT_PEOPLE.has(stem),
    )
    .map(({ begin, end }) => ({ begin, end, type: 'PERSON', score: 0.66 }))
}
