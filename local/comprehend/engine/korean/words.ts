// Korean words without a dictionary: what stands between spaces, its particles taken off, and whether it looks like a noun.

export interface Word {
  begin: number
  /** Behind the stem: particles and closing punctuation are not part of it. */
  end: number
  stem: string
  particle: string
  /** A sign behind the word ends a phrase: a comma, a full stop, a bracket. */
  endsPhrase: boolean
  isNominal: boolean
}

/** The longest first: of 에서는 the particle is 에서는, not 는. */
const PARTICLES = [
  '으로부터', '에게서는', '에서부터', '이라는', '이라고', '에서는', '에서도', '에게는', '에게도', '까지는', '까지도',
  '부터는', '으로는', '으로도', '이라도', '이든지', '께서는', '한테는', '한테도', '만으로', '보다는', '보다도', '처럼',
  '으로서', '으로써', '이라면', '이지만', '에서', '에게', '에는', '에도', '에만', '에선', '까지', '부터', '으로', '이나', '이랑',
  '이며', '이고', '이란', '라는', '라고', '라도', '께서', '한테', '보다', '마다', '조차', '마저', '밖에', '로서', '로써', '로는',
  '로도', '와의', '과의', '에의', '만을', '만이', '만은', '들이', '들은', '들을', '들의', '들과', '들도', '들에게', '은', '는', '이', '가', '을', '를',
  '의', '에', '로', '와', '과', '도', '만', '랑', '나',
].sort((a, b) => b.length - a.length) // prettier-ignore

/** Ends of verbs, adjectives and adverbs: what ends so is no noun. */
const VERBAL =
  /(?:습니다|ㅂ니다|니다|습니까|니까|어요|아요|여요|해요|예요|에요|세요|네요|군요|지요|죠|어서|아서|해서|려고|면서|는데|은데|지만|거나|도록|듯이|었다|았다|했다|였다|한다|된다|린다|는다|이다|하다|되다|었고|았고|했고|하고|되고|으면|하면|되면|해야|어야|아야|하게|되게|롭게|스럽게|적으로|하는|되는|했던|었던|았던|하던|있는|없는|같은|않는|않은|있다|없다|싶다|됐다|갔다|왔다|봤다|난다|간다|온다|했어|었어|았어|잖아|거야|구나|을까|ㄹ까|할게|을게|자마자|하며|으며|되며|하지|되지|하기|되기|한|할|된|될|던|게|히)$/
const ADVERBS = new Set(
  (
    '정말 너무 매우 아주 진짜 무척 가장 제일 더 덜 또 또는 및 그리고 그러나 하지만 그런데 그래서 그러면 그래 왜 어떻게 언제 어디 누가 뭐 무엇 이것 그것 ' +
    '저것 여기 거기 저기 이제 지금 아직 벌써 이미 다시 계속 항상 자주 가끔 거의 많이 조금 좀 잘 못 안 꼭 같이 함께 바로 먼저 나중 빨리 천천히 이 그 저 ' +
    '내 네 나 너 저는 나는 우리 저희 너희 당신 그녀 그들 제 것 수 때 등 줄 데 바 적 있 없 위해 대해 통해 따라 의해 관해 아마 혹시 만약 비록 결국 특히 ' +
    '모두 다 전혀 별로 오늘은 네요 예 아니 아니요 응 어 음 자 와 야 서로 스스로 약 한 두 세 네 몇 여러 모든 어떤 이런 그런 저런 새 옛 첫 각'
  ).split(' '),
)

const SIGNS_AHEAD = /^[\s"'“”‘’()[\]{}<>《》〈〉『』「」♪*.,!?…~-]+/
const SIGNS_BEHIND = /[\s"'“”‘’()[\]{}<>《》〈〉『』「」♪*.,!?…~:;-]+$/

export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].flatMap((match) => {
    const ahead = match[0].match(SIGNS_AHEAD)?.[0].length ?? 0
    const bare = match[0].slice(ahead).replace(SIGNS_BEHIND, '')
    if (bare === '') return []
    const begin = match.index + ahead
    const particle = particleOf(bare)
    const stem = bare.slice(0, bare.length - particle.length)
    const endsPhrase = match[0].length > ahead + bare.length
    return [
      { begin, end: begin + stem.length, stem, particle, endsPhrase, isNominal: looksNominal(bare, stem) },
    ]
  })
}

/** Empty where taking it off would leave less than two syllables: 나이, 회의, 사과 keep their last one. */
function particleOf(word: string): string {
  return PARTICLES.find((particle) => word.endsWith(particle) && word.length - particle.length >= 2) ?? ''
}

function looksNominal(word: string, stem: string): boolean {
  if (ADVERBS.has(word) || ADVERBS.has(stem)) return false
  if (VERBAL.test(word) && !/[A-Za-z\d]$/.test(word)) return false
  return /[가-힣A-Za-z]/.test(stem) && stem.length >= 2
}
