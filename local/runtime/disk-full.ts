/** SQLite says a full disk in its own number (SQLITE_FULL); LevelDB in its message. */
export function isDiskFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, errcode, message, cause } = error as Record<string, unknown>
  if (code === 'ENOSPC' || code === 'EDQUOT' || errcode === 13) return true
  return /No space left on device|disk is full/i.test(String(message)) || isDiskFull(cause)
}
