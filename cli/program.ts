// The command line: names, options and help. What a command does is loaded when it is called, so that help is quick.
import { Command, Option } from 'commander'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addCaptions } from './captions-program.ts'
import type { DemoOptions } from './commands/demo.ts'
import type { DeployOptions, RemoveOptions } from './commands/deployment.ts'
import type { ListOptions, WatchOptions } from './commands/inspect-assets.ts'
import type { PolicyOptions, ReplayOptions } from './commands/policy.ts'
import type { RunOptions } from './commands/run.ts'
import type { UpOptions } from './commands/up.ts'
import { addCost } from './cost-program.ts'
import type { PriceOptions } from './cost/choose-prices.ts'
import { addDelivery } from './delivery-program.ts'
import { addMigration } from './migrate-program.ts'
import { readDuration, readLimit, readProfile, readSince } from './option-values.ts'
import { addPeople } from './people-program.ts'
import { addPermissions } from './permissions-program.ts'
import {
  assetArgument,
  dataOption,
  portOption,
  readFolder,
  verboseOption,
  withTarget,
} from './program-options.ts'
import type { Answer, Finish } from './program-options.ts'
import { addSearch } from './search-program.ts'
import { addUpload } from './upload-program.ts'
import { DEFAULT_DATA, LOCAL_STAGE, PROJECT_ROOT } from './target.ts'
import type { TargetOptions } from './target.ts'
import { addWebhooks } from './webhook-program.ts'

const EXAMPLES = `
Examples:
  $ reelgate run clip.mp4 phone.mov     from files to streams, on this machine
  $ reelgate run *.mp4 --json           one JSON object for each asset
  $ reelgate up                         keep the local cloud running and watch inbox/
  $ reelgate list --outcome rejected    what was refused
  $ reelgate asset 3f2a --json          one asset, by the beginning of its id
  $ reelgate run clip.mp4 --stage prod  the same on AWS
  $ reelgate login; reelgate upload clip.mp4  upload without AWS credentials, resumable
  $ reelgate login; reelgate review next  decide what the policy leaves to people

Exit codes: 0 done · 1 an asset or the command failed · 2 bad usage · 3 no review task waits · 130 interrupted`

const FLAGS = [
  'resume',
  'anew',
  'json',
  'rebuild',
  'verbose',
  'keep',
  'yes',
  'all',
  'open',
  'passwordStdin',
  'withData',
]

const timeoutOption = (value: string) =>
  new Option('--timeout <duration>', 'how long to wait for an outcome, as 90s, 15m, 2h')
    .argParser(readDuration)
    .default(readDuration(value), value)

function addWork(program: Command, finish: Finish, signal: AbortSignal): void {
  withTarget(program.command('run'))
    .summary('upload files and wait for their outcomes')
    .description(
      'Uploads files and waits for their outcomes. A `<name>.job.json` and captions (`<name>.ko.vtt`) beside a file are taken along.',
    )
    .argument('<file...>', 'videos')
    .addOption(timeoutOption('1h'))
    .addOption(
      new Option('--profile <name>', 'transcode profile for files without a job file').argParser(readProfile),
    )
    .option('--keep', 'leave the local cloud running')
    .action((files: string[], options: RunOptions) =>
      finish(import('./commands/run.ts').then(({ run }) => run(files, options, signal))),
    )
  program
    .command('up')
    .summary('start the local cloud, deploy, watch inbox/')
    .description(
      'Runs the local cloud with the stack in it until Ctrl-C, and takes what is put into the inbox.',
    )
    .addOption(portOption())
    .addOption(dataOption())
    .addOption(
      new Option(
        '--inbox <folder>',
        'folder whose files are uploaded (default: inbox/ beside the data)',
      ).argParser(readFolder),
    )
    .addOption(verboseOption())
    .action((options: Omit<UpOptions, 'stage' | 'json'>) => {
      const all = { ...options, stage: LOCAL_STAGE, json: false }
      return finish(import('./commands/up.ts').then(({ up }) => up(all, signal)))
    })
  program
    .command('demo')
    .description('real work on sample media, in about a minute and a half')
    .addOption(portOption())
    .addOption(
      new Option('--data <folder>', 'folder of the demo, emptied first')
        .argParser(readFolder)
        .default(join(DEFAULT_DATA, 'demo'), '.reelgate/demo'),
    )
    .addOption(verboseOption())
    .action((options: DemoOptions) =>
      finish(import('./commands/demo.ts').then(({ demo }) => demo(options, signal))),
    )
}

function addReading(program: Command, finish: Finish, signal: AbortSignal): void {
  const outcomes = ['published', 'rejected', 'quarantined', 'failed', 'under-way']
  const reading = () => import('./commands/inspect-assets.ts')
  withTarget(program.command('list'))
    .description('list assets, the newest first')
    .addOption(new Option('--outcome <name>', 'only these').choices(outcomes))
    .addOption(new Option('--limit <number>', 'how many').argParser(readLimit).default(20))
    .action((options: ListOptions) => finish(reading().then(({ list }) => list(options))))
  withTarget(program.command('asset'))
    .description('show one asset, or what it cost')
    .addArgument(assetArgument())
    .option('--cost', 'what it has used of each service, and what that costs (docs/cost.md)')
    .option('--prices <file>', 'with --cost: price table as JSON instead of ours')
    .action((assetId: string, { cost, ...options }: TargetOptions & PriceOptions & { cost?: boolean }) =>
      finish(
        cost
          ? import('./commands/asset-cost.ts').then(({ assetCost }) => assetCost(assetId, options))
          : reading().then(({ asset }) => asset(assetId, options)),
      ),
    )
  withTarget(program.command('watch'))
    .description('follow one asset to its outcome')
    .addArgument(assetArgument())
    .addOption(timeoutOption('24h'))
    .action((assetId: string, options: WatchOptions) =>
      finish(reading().then(({ watch }) => watch(assetId, options, signal))),
    )
}

function addCare(program: Command, finish: Finish, signal: AbortSignal): void {
  const deployment = () => import('./commands/deployment.ts')
  withTarget(program.command('deploy'))
    .description('put the stack into the local cloud or on AWS')
    .option('--param <name=value...>', 'stage parameter, for this deployment only (docs/deploy.md)')
    .action((options: DeployOptions) => finish(deployment().then(({ deploy }) => deploy(options, signal))))
  withTarget(program.command('remove'))
    .description('take the stack out again')
    .option('--yes', 'do not ask')
    .option('--with-data', 'erase uploads, media, records and people as well, for good')
    .action((options: RemoveOptions) => finish(deployment().then(({ remove }) => remove(options, signal))))
  withTarget(program.command('doctor'))
    .description('check this machine: what is missing and what to do')
    .action((options: TargetOptions) =>
      finish(import('./commands/doctor.ts').then(({ doctor }) => doctor(options))),
    )
}

function addPolicies(program: Command, finish: Finish): void {
  const policies = () => import('./commands/policy.ts')
  const policy = program.command('policy').description('check policies and see what another one would decide')
  policy
    .command('check')
    .description('say what is wrong with a policy file, each fault with its line')
    .argument('<file>', 'policy as JSON')
    .option('--json', 'JSON on standard output and nothing else')
    .action((file: string, options: PolicyOptions) =>
      finish(policies().then(({ check }) => check(file, options))),
    )
  policy
    .command('list')
    .description('list the policies that job files may name')
    .option('--json', 'JSON on standard output and nothing else')
    .action((options: PolicyOptions) => finish(policies().then(({ list }) => list(options))))
  withTarget(policy.command('replay'))
    .description('show which past verdicts a policy would change')
    .requiredOption('--policy <file>', 'policy as JSON, or the name of one that there is')
    .addOption(
      new Option('--since <moment>', 'leave out what was uploaded before, as 2026-11-01 or 30d').argParser(
        readSince,
      ),
    )
    .addOption(new Option('--limit <number>', 'how many assets').argParser(readLimit).default(1000))
    .option('--all', 'also verdicts of policies of other names')
    .action((options: ReplayOptions) => finish(policies().then(({ replay }) => replay(options))))
}

/** `onExitCode` hears how the command ended; errors go to whoever parses. */
export function createProgram(signal: AbortSignal, onExitCode: (code: number) => void): Command {
  const { version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  const program = new Command('reelgate')
    .description(
      'From a dropped video to a playable stream: by Step Functions on AWS, and the same on one machine.',
    )
    .version(version, '--version')
    .showHelpAfterError('(`reelgate --help` and `reelgate help COMMAND` tell more)')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    // Here and not as a default value: help would print "default: false" for each.
    .hook('preAction', (_, action) => {
      for (const flag of FLAGS) action.setOptionValue(flag, action.getOptionValue(flag) === true)
    })
  const finish = async (answer: Answer) => onExitCode(await answer)
  addWork(program, finish, signal)
  addReading(program, finish, signal)
  addCost(program, finish)
  addSearch(program, finish)
  addPolicies(program, finish)
  addPeople(program, finish, signal)
  addCaptions(program, finish, signal)
  addUpload(program, finish, signal)
  addDelivery(program, finish, signal)
  addPermissions(program, finish)
  addWebhooks(program, finish)
  addMigration(program, finish)
  addCare(program, finish, signal)
  return program
}
