// The command line for caption tracks: read one, and let a held one pass.
import { Argument, InvalidArgumentError, Option, type Command } from 'commander'
import type { ReleaseOptions } from './commands/captions.ts'
import { readRevision } from './option-values.ts'
import { assetArgument, reasonOption, withTarget, type Finish } from './program-options.ts'
import type { TargetOptions } from './target.ts'

const HELP = `
A caption file that comes after its film is judged alone. What the policy does not let pass is held: in no manifest, until
an operator releases it. That counts for the file as it is; another one in its place is judged anew.

Examples:
  $ reelgate asset 3f2a                                     its tracks, and how they stand
  $ reelgate captions show 3f2a en-GB                       what one says, with what was found in it
  $ reelgate captions release 3f2a en-GB --reason "A quotation from the film"`

function readTrackId(text: string): string {
  if (text.length > 100 || !/^[a-z0-9]{1,8}(-[a-z0-9]{1,8})*$/i.test(text))
    throw new InvalidArgumentError('A track is called by its language and kind, as ko, pt-BR or en-sdh.')
  return text
}

const trackId = () => new Argument('<track>', 'as `reelgate asset ID` names it').argParser(readTrackId)

export function addCaptions(program: Command, finish: Finish, signal: AbortSignal): void {
  const commands = () => import('./commands/captions.ts')
  const captions = program
    .command('captions')
    .description('read caption tracks and let held ones pass')
    .addHelpText('after', HELP)
  withTarget(captions.command('show'))
    .description('show what a track says, with what was found in it (reviewers)')
    .addArgument(assetArgument())
    .addArgument(trackId())
    .action((id: string, track: string, options: TargetOptions) =>
      finish(commands().then(({ showCaptions }) => showCaptions(id, track, options))),
    )
  withTarget(captions.command('release'))
    .description('let a held track pass (operators)')
    .addArgument(assetArgument())
    .addArgument(trackId())
    .addOption(reasonOption())
    .addOption(new Option('--etag <etag>', 'only the file that `captions show` has shown'))
    .addOption(
      new Option('--revision <number>', 'only the processing that it has shown').argParser(readRevision),
    )
    .action((id: string, track: string, options: ReleaseOptions) =>
      finish(commands().then(({ releaseCaptions }) => releaseCaptions(id, track, { ...options, signal }))),
    )
}
