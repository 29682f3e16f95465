#!/usr/bin/env node
// The bin. Plain JavaScript, so that an old Node gets as far as finding the project's own, which strips types.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const stripsTypes = major > 22 || (major === 22 && minor >= 18)

function ownNode() {
  const { platform, arch } = process
  const suffix = platform === 'win32' ? '.exe' : ''
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`
  const places = [`${name}/bin/node${suffix}`, `node-bin-${platform}-${arch}/bin/node${suffix}`, '.bin/node']
  return places.map((place) => join(root, 'node_modules', place)).find((path) => existsSync(path))
}

function runWith(node) {
  const args = [
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(import.meta.url),
    ...process.argv.slice(2),
  ]
  const child = spawn(node, args, { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself, but what another program sends reaches this process only.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
  child.on('error', (error) => {
    console.error(`error: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

if (stripsTypes) {
  const { main } = await import('./main.ts')
  process.exitCode = await main(process.argv)
} else {
  const node = ownNode()
  if (node) runWith(node)
  else {
    console.error(
      `error: Reelgate needs Node 22.18 or newer; this is ${process.version}.\n` +
        'Run `npm ci` in its folder: that brings a Node 24 along.',
    )
    process.exitCode = 1
  }
}
