// The command line for what things cost.
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { CostOptions } from './commands/cost.ts'
import { readProfile } from './option-values.ts'
import type { Finish } from './program-options.ts'

const HELP = `
Looks at the files on this machine, plans them as the workflow does, and multiplies by a table of list prices
(docs/cost.md). A job file and captions beside a file count. Nothing is uploaded and nobody is asked.

Examples:
  $ reelgate cost holiday.mov                              in Seoul, or in AWS_REGION
  $ reelgate cost *.mp4 --region us-east-1 --json          one JSON object for each file
  $ reelgate cost film.mp4 --views 500 --watch-minutes 12  with what 500 people take from the edge
  $ reelgate cost film.mp4 --prices my-prices.json         by a price table of your own`

const readAmount = (text: string): number => {
  const amount = Number(text)
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text)) throw new InvalidArgumentError('This is a number like 500 or 2.5.')
  return amount
}

export function addCost(program: Command, finish: Finish): void {
  program
    .command('cost')
    .description('reckon what files will cost, before anything is uploaded')
    .argument('<file...>', 'videos')
    .option('--region <name>', 'AWS region whose prices count')
    .option('--prices <file>', 'price table as JSON instead of ours')
    .addOption(
      new Option('--profile <name>', 'transcode profile for files whose job file names none')
        .argParser(readProfile)
        .default('default'),
    )
    .addOption(
      new Option('--transcribe <when>', 'as the stage parameter: when speech becomes captions')
        .choices(['off', 'when-no-captions'])
        .default('off'),
    )
    .addOption(new Option('--views <number>', 'how often it will be played').argParser(readAmount))
    .addOption(new Option('--watch-minutes <number>', 'how long each time').argParser(readAmount))
    .option('--json', 'JSON on standard output and nothing else')
    .addHelpText('after', HELP)
    .action((files: string[], options: CostOptions) =>
      finish(import('./commands/cost.ts').then(({ cost }) => cost(files, options))),
    )
}
