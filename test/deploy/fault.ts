// Ways to break a compiled template.
import type { Template } from '../support/template.ts'

/** The law that must find it, what its finding must name, and the fault. */
export type Fault = [law: string, id: string, seed: (template: Template) => void]

export const edit = (template: Template, id: string) => {
  const resource = template.Resources[id]
  if (resource === undefined) throw new Error(`There is no resource ${id}.`)
  return resource.Properties
}
export const firstStatement = (template: Template, id: string) =>
  (edit(template, id)['Policies'] as { PolicyDocument: { Statement: Record<string, unknown>[] } }[])[0]!
    .PolicyDocument.Statement[0]!
/** Replaces the value at a path such as `A.0.B`. */
export const set = (id: string, path: string, value: unknown) => (template: Template) => {
  const names = path.split('.')
  const holder = names
    .slice(0, -1)
    .reduce<Record<string, unknown>>((inner, name) => inner[name] as never, edit(template, id))
  holder[names.at(-1)!] = value
}
