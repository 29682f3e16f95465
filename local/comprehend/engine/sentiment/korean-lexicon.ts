// Korean words of feeling, by their beginnings: endings follow the stem, so a word matches when it begins like this.
// Strength 1 to 3. Irregular stems stand in each of their forms.

const POSITIVE: Record<number, string> = {
  1: `괜찮 무난 편하 편한 편해 편리 쉽 쉬워 쉬운 가볍 깔끔 친절 성실 안전 튼튼 유익 도움 이득 유용 신선 든든 다행 안심 반가 반갑 웃었
    웃음 웃고 미소 응원 기대 희망 성공 승리 이겼 축하 칭찬 인기 합격 회복 평화 여유 설레 설렘 흥미 재치 세련 산뜻 상쾌 시원 포근 따뜻
    부드럽 맛나 저렴 넉넉 알차 알찬 뿌듯 보람 만족 추천 편안 맑 밝 예쁘 예쁜 예뻐 예뻤 귀엽 귀여 멋있 멋지 멋진 멋져 멋졌 웃기 활기 건강
    지지합니다 믿음직 믿음이 자랑 영광 축복 다정 정겹 정겨 순조 화목`,
  2: `좋 즐거 즐겁 즐기 재미있 재밌 재미난 맛있 기쁘 기쁜 기뻐 기뻤 기쁨 행복 감사 고맙 고마 사랑 신나 신난 신났 훌륭 뛰어나 뛰어난 아름다 아름답
    감동 멋드러 탁월 우수 대단 놀랍 놀라운 근사 짜릿 흐뭇 뭉클 황홀 벅차 벅찬 눈부시 눈부신 인상적 인상 깊 매력 소중 든든하`,
  3: `최고 완벽 환상적 대박 끝내 최상 명작 걸작 강추 압도적 감격 굉장`,
}

const NEGATIVE: Record<number, string> = {
  1: `아쉽 아쉬 부족 느리 느려 느린 불편 비싸 비싼 비쌌 어렵 어려 어두 걱정 불안 피곤 지치 지쳤 지친 귀찮 서툴 어색 시끄 답답 복잡 뻔하 뻔한 뻔했
    밋밋 허술 산만 졸리 졸렸 졸음 부담 의심 논란 위험 고장 실수 오류 늦게 늦었 늦어 망설 외롭 외로 쓸쓸 그립 허전 심심 불만 손해 갈등 거짓
    속았 속였 속이 아프 아픈 아파 아팠 울었 울고 눈물 차갑 무시 다투 다퉜 싸웠 싸우 잃었 잃어 떨어졌 탈락 졌습니다 더럽 더러 낡 흠이 단점 무겁 지연`,
  2: `나쁘 나쁜 나빠 나빴 싫 슬프 슬픈 슬퍼 슬펐 슬픔 지루 재미없 재미가 없 재미도 없 맛없 맛이 없 맛도 없 실망 화나 화났 화가 짜증 무섭 무서
    괴롭 괴로 힘들 힘든 힘드 우울 후회 형편없 엉망 엉터리 불쾌 속상 불친절 불행 실패 억울 짜증 두렵 두려 망했 망쳤 망친 망가 당황 분노
    비참 한심 허접 답이 없 성의 없 성의없 무책임 불공평 부당 절망 고통 질렸 시시하 시시한 시시했 별로예 별로였 별로다 별로네 별로야 별로입 별로라 별로인`,
  3: `최악 끔찍 쓰레기 역겹 역겨 혐오 증오 최하 지옥 참담 처참 경악 돈이 아깝 돈 아깝 시간이 아깝 시간 아깝 돈이 아까 돈 아까 시간이 아까 시간 아까 시간 낭비 돈 낭비 돈낭비 시간낭비`,
}

/** Words that begin like one of feeling and are none. */
export const NOT_FELT = [
  '좋아요를',
  '사랑니',
  '신선로',
  '이상',
  '기대어',
  '기대앉',
  '화가는',
  '화가의',
  '화가 김',
  '맑음',
  '아파트',
  '어두고',
  '최고령',
  '최고기온',
  '최고 기온',
  '인기척',
  '밝혔',
  '밝히',
  '밝힌',
  '안전벨트',
  '안전모',
  '건강검진',
  '건강보험',
  '실패율',
  '늦어도',
  '쉬워지',
]

const NEGATED_FORMS = /^[^\s,.!?]*?(?:지|진|지는|지도)\s?(?:않|못|마|말)/

export interface Feeling {
  word: string
  /** -3 to 3. */
  strength: number
}

const listed = (words: Record<number, string>, sign: 1 | -1): Feeling[] =>
  Object.entries(words).flatMap(([strength, list]) =>
    wordsOf(list).map((word) => ({ word, strength: sign * Number(strength) })),
  )

/** Entries of two words are those whose second word is an ending of absence or a noun: they are kept together. */
function wordsOf(list: string): string[] {
  const joined = list.replace(/(\S+) (없|깊|아깝|아까|낭비)(?=\s|$)/g, '$1_$2')
  return joined
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace('_', ' '))
}

/** The longest first, so that 재미없 is found before 재미. */
export const FEELINGS: Feeling[] = [...listed(POSITIVE, 1), ...listed(NEGATIVE, -1)].sort(
  (a, b) => b.word.length - a.word.length,
)

/** Whether what follows a stem turns it round: 좋지 않다, 좋지는 못하다. */
export const turnsRound = (following: string) => NEGATED_FORMS.test(following)
