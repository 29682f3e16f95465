import type { Person } from '../aws/user-pool.ts'
import { plain, styled } from '../terminal.ts'

const ROLE_WIDTH = 8

function stateOf({ enabled, isNew }: Person): string {
  if (!enabled) return 'disabled'
  return isNew ? 'has not signed in yet' : ''
}

export function peopleTable(people: Person[]): string {
  const names = people.map(({ name }) => plain(name))
  const width = Math.max('NAME'.length, ...names.map((name) => [...name].length))
  const lines = people.map((person, index) => {
    const name = names[index] ?? ''
    const padding = ' '.repeat(width - [...name].length)
    const role = (person.role ?? 'none').padEnd(ROLE_WIDTH)
    const since = (person.createdAt ?? '').slice(0, 10).padEnd(10)
    return `${name}${padding}  ${role}  ${since}  ${stateOf(person)}`.trimEnd()
  })
  const head = ['NAME'.padEnd(width), 'ROLE'.padEnd(ROLE_WIDTH), 'ADDED'].join('  ')
  return [styled('dim', head), ...lines].join('\n')
}
