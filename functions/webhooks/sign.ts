import { createHmac, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32

/** Recognisable by its beginning, for whoever searches for secrets that have got out. */
export const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64url')}`

/**
 * Over the moment and the text, so that neither can be changed, nor an old request be sent again later.
 * `timestamp` in whole seconds since 1970; the key is the text of the secret as it stands.
 */
export const sign = (secret: string, timestamp: number, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
