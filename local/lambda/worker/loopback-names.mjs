// Every name below `localhost` is loopback (RFC 6761), but not every machine's resolver knows. An SDK may put an account
// or a bucket before the host of the local cloud.
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

export function resolveLoopbackNames() {
  const { lookup } = dns
  dns.lookup = (hostname, options, callback) => {
    const answer = callback ?? options
    const isOwn = typeof hostname === 'string' && hostname.toLowerCase().endsWith('.localhost')
    if (!isOwn) return lookup(hostname, options, callback)
    if (options?.all) return process.nextTick(answer, null, [{ address: '127.0.0.1', family: 4 }])
    return process.nextTick(answer, null, '127.0.0.1', 4)
  }
  syncBuiltinESMExports()
}
