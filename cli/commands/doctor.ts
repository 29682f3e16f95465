import { createClients } from '../aws/clients.ts'
import { loadStack } from '../aws/stack.ts'
import type { Check } from '../doctor/check.ts'
import { checkFfmpeg, checkFfprobe } from '../doctor/ffmpeg-check.ts'
import { checkDisk, checkNode, checkPackages, checkPort } from '../doctor/machine-checks.ts'
import { explain } from '../errors.ts'
import { chooseTarget } from '../target.ts'
import type { TargetOptions } from '../target.ts'
import { print, styled } from '../terminal.ts'

const MARKS = { ok: ['green', '✔'], warning: ['yellow', '!'], missing: ['red', '✖'] } as const

async function checkStack(options: TargetOptions): Promise<Check> {
  const target = chooseTarget(options)
  const clients = createClients(target)
  try {
    const { ingestBucket } = await loadStack(clients, target)
    return { name: 'stack', state: 'ok', detail: `${target.stackName}, uploads go to ${ingestBucket}` }
  } catch (error) {
    const { message, hint } = explain(error)
    return { name: 'stack', state: 'missing', detail: message, ...(hint ? { todo: hint } : {}) }
  } finally {
    clients.close()
  }
}

/** A stage elsewhere needs a stack there; this machine's own cloud needs engines, a port and room. */
export async function doctor(options: TargetOptions): Promise<number> {
  const engines = [checkFfmpeg(), checkFfprobe(), checkPort(options.port), checkDisk(options.data)]
  const own = chooseTarget(options).ownCloud
  const checks = [checkNode(), checkPackages(), ...(await Promise.all(own ? engines : [checkStack(options)]))]
  const healthy = checks.every(({ state }) => state !== 'missing')
  if (options.json) print(JSON.stringify({ healthy, checks }))
  else {
    for (const { name, state, detail, todo } of checks) {
      const [colour, mark] = MARKS[state]
      print(`${styled(colour, mark)} ${name.padEnd(11)}${detail}`)
      if (todo) print(`  ${' '.repeat(11)}${styled('dim', todo)}`)
    }
  }
  return healthy ? 0 : 1
}
