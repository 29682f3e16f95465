// What docs/deploy.md tells people to type, and what it says that stays.
import { readProjectFile } from './source-files.ts'

/** The text below a heading of the second level. */
function sectionOf(heading: string): string {
  const sections = readProjectFile('docs/deploy.md').split(/^## /m)
  const section = sections.find((text) => text.startsWith(`${heading}\n`))
  if (section === undefined) throw new Error(`docs/deploy.md has no section "${heading}".`)
  return section
}

/** The lines of its shell blocks that call the command line, as arguments without `npx reelgate` and comments. */
export const commandsOf = (heading: string): string[][] =>
  [...sectionOf(heading).matchAll(/^```sh\n([^]*?)^```/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line.startsWith('npx reelgate '))
    .map((line) =>
      line
        .replace(/\s+#.*$/, '')
        .split(/\s+/)
        .slice(2),
    )

/** Logical ids of the resources that it says stay. */
export const stayingResources = (): string[] =>
  [...sectionOf('Back to nothing').matchAll(/^\| `(\w+)`/gm)].map(([, id = '']) => id)
