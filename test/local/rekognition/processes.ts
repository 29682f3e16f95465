// The processes of this machine, for tests that end some.
import { execFileSync } from 'node:child_process'

interface Process {
  pid: number
  parent: number
  command: string
}

export function processes(): Process[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3]! }] : []
  })
}

/** Asks again until there is something. */
export async function until<T>(find: () => T | undefined): Promise<T> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 50) {
    const found = find()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come to be')
}

export function childOf(parentPid: number, command: string): Process | undefined {
  return processes().find((one) => one.parent === parentPid && one.command.includes(command))
}
