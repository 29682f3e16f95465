// Strong language, slurs and threats in Korean, which Comprehend reads in English only. Words of our own choice: a rule knows
// no tone, so what is often harmless is left out.
import type { TextSpan } from '../../../lib/aws/comprehend.ts'
import { toOffsets } from '../../../lib/captions/code-points.ts'
import { TOXIC_WORDS, type WordRule } from './korean-toxic-words.ts'

export interface StrongWords extends TextSpan {
  category: 'profanity' | 'toxicity'
  label: string
}

/** Words in which the letters of another word stand by chance are excepted, for instance 시발점 (where something starts). */
const RULES: WordRule[] = [
  {
    category: 'profanity',
    label: 'STRONG',
    score: 0.95,
    pattern: new RegExp(
      [
        '(?<!아가|아저|날|글|맘|솜|맵|말)(?:씨|쒸)[1~!@^*.]?(?:발|빨|팔|바알)',
        '(?<![가-힣])(?:시|쉬)(?:발|빨|팔)(?!점|역|택시|자동차|지|표|전|생|견|행|송|언|굴|달|령)',
        '씹(?:할|새끼|년|놈)',
        '좆|좇같|존나',
        '개(?:새끼|새키|색기|색끼|쉐이|자식|놈)',
        '(?<![가-힣])(?:이|그|저|요|이런|저런) ?(?:개|씨발)?새끼(?! ?(?:고양이|강아지|손가락|발가락|돼지|호랑이|곰|새))',
        '(?:병|븅)신(?!년|일)',
        '지랄|미친 ?(?:놈|년|새끼)|쌍(?:년|놈)|썅|화냥년|걸레 ?같은 ?년',
        '니(?:애|에)미|느금마|니미럴',
        '(?<![ㄱ-ㅎㅏ-ㅣ])(?:ㅅㅂ|ㅆㅂ|ㅂㅅ|ㅈㄴ|ㅈㄹ|ㅁㅊㄴ)(?![ㄱ-ㅎㅏ-ㅣ])',
      ].join('|'),
      'gu',
    ),
  },
  {
    category: 'profanity',
    label: 'MILD',
    score: 0.85,
    pattern:
      /젠장|제기랄|빌어먹을|우라질|육시랄|염병할|닥쳐(?![오올온왔옵])|(?<![육칠팔구])등신(?!불|대)|엿(?:이나)? ?먹어라/gu,
  },
  ...TOXIC_WORDS,
]

/** In the order of the text, offsets in code points. A longer word that has another in it counts once. */
export function findKoreanWords(text: string): StrongWords[] {
  const found = RULES.flatMap(({ pattern, ...rest }) =>
    [...text.matchAll(pattern)].map(({ 0: word, index }) => ({
      ...rest,
      begin: index,
      end: index + word.length,
    })),
  ).sort((a, b) => a.begin - b.begin || b.end - a.end)
  const kept: StrongWords[] = []
  for (const words of found) if (words.begin >= (kept.at(-1)?.end ?? 0)) kept.push(words)
  const offsets = toOffsets(
    text,
    kept.flatMap(({ begin, end }) => [begin, end]),
  )
  return kept.map((words, index) => ({ ...words, begin: offsets[2 * index]!, end: offsets[2 * index + 1]! }))
}
