// For tests of one service, where callers have no roles: everybody may everything.
import type { Authority } from '../../local/runtime/authority.ts'

export const NO_AUTHORITY: Authority = {
  authoriseCall: () => undefined,
  authorise: () => undefined,
  permits: () => true,
}
