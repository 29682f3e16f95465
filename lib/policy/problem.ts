/** What is wrong with a policy, and where: a JSON pointer, `''` for the whole. The message is one sentence. */
export interface PolicyProblem {
  pointer: string
  message: string
}

export const quote = (text: string): string => JSON.stringify(text)

/** `a`, `a or b`, `a, b or c`. */
export const listAlternatives = (words: string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
