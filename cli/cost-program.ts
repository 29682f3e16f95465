// The command line for what things cost.
import { Argument, InvalidArgumentError, Option, type Command } from 'commander'
import type { ReleaseOptions } from './commands/budget.ts'
import type { CostOptions } from './commands/cost.ts'
import { readAssetId, readProfile } from './option-values.ts'
import { withTarget, type Finish } from './program-options.ts'
import type { TargetOptions } from './target.ts'

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

const RELEASE_HELP = `
Named assets go on though they do not fit, and count all the same. Without names those go on that fit by now.

Examples:
  $ reelgate budget release          let go on now what fits by now
  $ reelgate budget release 3f2a     let this one go on though it does not fit
  $ reelgate budget release --all    let all of them go on`

const BUDGET_HELP = `
Assets that do not fit into the budget of the month (stage parameter monthlyBudgetUsd) wait. Once an hour, and when a
month begins, those go on that fit by then. Needs AWS credentials.

Examples:
  $ reelgate budget                  what is taken, and what waits
  $ reelgate budget release          let go on now what fits by now (--help says more)`

function addBudget(program: Command, finish: Finish): void {
  const commands = () => import('./commands/budget.ts')
  const budget = withTarget(program.command('budget'))
    .description('show the budget of the month and the assets that wait for it')
    .addHelpText('after', BUDGET_HELP)
    .action((options: TargetOptions) => finish(commands().then(({ budget }) => budget(options))))
  withTarget(budget.command('release'))
    .description('let assets go on that wait for a budget')
    .addArgument(
      new Argument('[id...]', 'assets that go on though they do not fit').argParser(
        (text: string, before: string[] = []) => [...before, readAssetId(text)],
      ),
    )
    .option('--all', 'all assets that wait')
    .addHelpText('after', RELEASE_HELP)
    .action((ids: string[], _options: ReleaseOptions, command: Command) =>
      finish(
        commands().then(({ releaseBudget }) => releaseBudget(ids, command.optsWithGlobals<ReleaseOptions>())),
      ),
    )
}

export function addCost(program: Command, finish: Finish): void {
  addBudget(program, finish)
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
