import { CommandError } from '../errors.ts'
import { isOnThisMachine } from '../target.ts'

/** @throws CommandError for an address where others could read along */
export function requireEncrypted(url: string): void {
  if (url.startsWith('https://') || isOnThisMachine(url)) return
  throw new CommandError(`${url} is not encrypted: no password and no token is sent there.`)
}
