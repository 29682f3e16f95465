// The command line for playing, and for the keys that playing needs.
import { Option, type Command } from 'commander'
import type { KeysOptions } from './commands/keys.ts'
import { KEY_SLOTS } from './aws/key-slots.ts'
import { assetArgument, withTarget, type Finish } from './program-options.ts'
import type { TargetOptions } from './target.ts'

export function addDelivery(program: Command, finish: Finish, signal: AbortSignal): void {
  withTarget(program.command('play'))
    .description('play an asset in a browser or in ffplay; what is under review, reviewers only')
    .addArgument(assetArgument())
    .action((id: string, options: TargetOptions) =>
      finish(import('./commands/play.ts').then(({ play }) => play(id, options, signal))),
    )
  withTarget(program.command('keys'))
    .summary('make the keys that sign for playback')
    .description(
      'Makes the pair of keys that signs for playback, in Parameter Store. A stage needs one before its first deployment.',
    )
    .addOption(new Option('--slot <name>', 'which of the two').choices(KEY_SLOTS).default('a'))
    .option('--replace', 'write over a pair that no deployment uses')
    .action((options: KeysOptions) => finish(import('./commands/keys.ts').then(({ keys }) => keys(options))))
}
