// A law returns one sentence for every breach, with the id of what breaks it.
import { resourcesOf, type Template } from '../support/template.ts'

export type TemplateLaw = (template: Template) => string[]

/** The value at a path such as `A.B`. */
export const get = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)

/** Every resource of a type has a value at a path; `true` and any other value but these count. */
export const demand =
  (type: string, path: string): TemplateLaw =>
  (template) =>
    resourcesOf(template, type)
      .filter(({ Properties }) => [undefined, false, 'false'].includes(get(Properties, path) as undefined))
      .map(({ id }) => `${id}: no ${path}`)

export const together =
  (...laws: TemplateLaw[]): TemplateLaw =>
  (template) =>
    laws.flatMap((law) => law(template))
