// Which addresses of the internet protocol are everybody's: whatever else is reached from inside, the metadata of a
// machine above all, must not be reached by an address that somebody has registered.
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { Targets } from './rules/url.ts'

// https://www.iana.org/assignments/iana-ipv4-special-registry/
const SPECIAL_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast, and what is reserved above it.
  ['224.0.0.0', 3],
] as const

// https://www.iana.org/assignments/iana-ipv6-special-registry/ within the addresses that are given out, 2000::/3:
// protocols, documentation, and 6to4, which has an IPv4 address inside.
const SPECIAL_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const

const special = new BlockList()
for (const [net, prefix] of SPECIAL_V4) special.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of SPECIAL_V6) special.addSubnet(net, prefix, 'ipv6')

const givenOut = new BlockList()
givenOut.addSubnet('2000::', 3, 'ipv6')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

const isPublic = (address: string): boolean => {
  if (isIPv4(address)) return !special.check(address, 'ipv4')
  return givenOut.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

/** An address without a zone; what is no address is not allowed. */
export function isAllowedAddress(address: string, targets: Targets): boolean {
  if (!isIPv4(address) && (!isIPv6(address) || address.includes('%'))) return false
  if (targets === 'loopback' && loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')) return true
  return isPublic(address)
}
