import { randomBytes, randomInt } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** As CloudFront makes them: a prefix and 13 letters and digits. */
export const newId = (prefix: string) =>
  prefix + Array.from({ length: 13 }, () => LETTERS[randomInt(LETTERS.length)]).join('')

export const newEtag = () => `E${randomBytes(7).toString('hex').slice(0, 13).toUpperCase()}`
