import { BlockList, isIP } from 'node:net'
import { invalidPattern } from './parse-pattern.ts'

/** Matches addresses inside a block such as `10.0.0.0/24` or `2001:db8::/32`. */
export function parseCidr(block: string, field: string): (value: string) => boolean {
  const [address = '', bits = ''] = block.split('/')
  const version = isIP(address)
  const prefix = Number(bits)
  if (!version || !/^\d+$/.test(bits) || prefix > (version === 4 ? 32 : 128)) {
    throw invalidPattern(`Malformed CIDR, one '/' required with an address and a prefix length at "${field}"`)
  }
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const blocks = new BlockList()
  blocks.addSubnet(address, prefix, family)
  return (value) => isIP(value) === version && blocks.check(value, family)
}
