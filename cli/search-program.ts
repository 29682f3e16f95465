// The command line for search.
import { Option, type Command } from 'commander'
import type { SearchOptions } from './commands/search.ts'
import { readLimit } from './option-values.ts'
import { withTarget, type Finish } from './program-options.ts'

const HELP = `
All words must be found, in titles, tags, captions, names that captions say often, and what moderation found; the last
word also as the beginning of a word. Phrases stand in quotes, which the shell must leave. Viewers find what is
published; reviewers and operators also what is quarantined.

Examples:
  $ reelgate search seoul stat                 seoul, and a word that begins with stat
  $ reelgate search '"to be or not to be"'     a phrase, also when it goes on in the next cue
  $ reelgate search 학교                       also 학교에서 and 고등학교는
  $ reelgate search --rebuild                  make the index anew from all assets, with AWS credentials`

export function addSearch(program: Command, finish: Finish): void {
  withTarget(program.command('search'))
    .description('find assets, cues and times by words')
    .argument('[words...]', 'what to look for')
    .addOption(new Option('--limit <number>', 'how many assets').argParser(readLimit).default(10))
    .option('--rebuild', 'make the index anew')
    .addHelpText('after', HELP)
    .action((words: string[], options: SearchOptions) =>
      finish(import('./commands/search.ts').then(({ search }) => search(words, options))),
    )
}
