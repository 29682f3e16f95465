// Korean particles: what follows a noun in the same run of syllables and is not searched for.

/** Postpositions as grammars list them (case, topic, place, comparison), and the common ones put together. */
const PARTICLES = new Set(
  (
    '이 가 은 는 을 를 의 에 도 로 와 과 만 랑 께 나 야 ' +
    '으로 에서 에게 에는 에도 에만 에게서 까지 부터 보다 처럼 같이 마다 조차 마저 밖에 이나 이랑 하고 한테 한테서 께서 ' +
    '이라 라고 이라고 라는 이라는 라도 이라도 이며 이고 이야 이다 입니다 이에요 예요 였다 이었다 ' +
    '에서는 에서도 에서의 으로는 으로도 으로서 로서 으로써 로써 까지는 까지도 부터는 에게는 에게도 들이 들은 들을 들의 들에게 들과 들도'
  ).split(' '),
)

const LONGEST = Math.max(...[...PARTICLES].map((particle) => particle.length))

export const isParticle = (syllables: string): boolean => PARTICLES.has(syllables)

/** The word without the longest particle at its end that leaves `fewest` syllables: `학교` for `학교에서`. */
export function stripParticle(word: string, fewest = 2): string {
  for (let length = Math.min(LONGEST, word.length - fewest); length > 0; length--) {
    if (isParticle(word.slice(-length))) return word.slice(0, -length)
  }
  return word
}
