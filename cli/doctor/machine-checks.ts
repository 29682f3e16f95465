import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readHealth } from '../local-cloud/health.ts'
import { bytes } from '../show/measures.ts'
import { localUrl, PROJECT_ROOT } from '../target.ts'
import type { Check } from './check.ts'

const LAMBDA_NODE_MAJOR = 24
const LITTLE_SPACE_BYTES = 5e9
const NO_SPACE_BYTES = 5e8

export function checkNode(version = process.versions.node): Check {
  const major = Number(version.split('.')[0])
  if (major === LAMBDA_NODE_MAJOR) return { name: 'node', state: 'ok', detail: version }
  const detail = `${version}; Lambda runs ${LAMBDA_NODE_MAJOR}`
  return {
    name: 'node',
    state: 'warning',
    detail,
    todo: 'Run through npm scripts or `npx reelgate`: they bring Node 24.',
  }
}

export function checkPackages(): Check {
  const there = existsSync(join(PROJECT_ROOT, 'node_modules/serverless/package.json'))
  if (there) return { name: 'serverless', state: 'ok', detail: 'installed' }
  return {
    name: 'serverless',
    state: 'missing',
    detail: 'not installed',
    todo: `Run \`npm ci\` in ${PROJECT_ROOT}.`,
  }
}

export async function checkPort(port: number): Promise<Check> {
  const { kind, pid } = await readHealth(localUrl(port))
  if (kind === 'none') return { name: 'port', state: 'ok', detail: `${port} is free` }
  if (kind === 'ours')
    return { name: 'port', state: 'ok', detail: `${port}: the local cloud runs (process ${pid})` }
  const todo = 'Stop that program or choose another port with --port.'
  return { name: 'port', state: 'missing', detail: `${port} is taken by another program`, todo }
}

export async function checkDisk(folder: string): Promise<Check> {
  let existing = folder
  while (!existsSync(existing)) existing = dirname(existing)
  const { bavail, bsize } = await statfs(existing)
  const freeBytes = bavail * bsize
  const detail = `${bytes(freeBytes)} free for ${folder}`
  const todo =
    'A source and its renditions take about four times the size of the source. Make room, or use --data.'
  if (freeBytes < NO_SPACE_BYTES) return { name: 'disk', state: 'missing', detail, todo }
  return freeBytes < LITTLE_SPACE_BYTES
    ? { name: 'disk', state: 'warning', detail, todo }
    : { name: 'disk', state: 'ok', detail }
}
