// The command line for uploads through the API.
import { Option, type Command } from 'commander'
import type { UploadOptions } from './commands/upload.ts'
import { readDuration, readProfile } from './option-values.ts'
import { withTarget, type Finish } from './program-options.ts'

const HELP = `
Whoever is signed in (\`reelgate login\`) as an uploader or operator uploads; AWS credentials are not needed. A
\`<name>.job.json\` and captions (\`<name>.ko.vtt\`) beside a film are taken along. Large films go in parts: what is there
when the command is interrupted stays there for a week.

Examples:
  $ reelgate upload clip.mp4 --title "Fire drill" --tag training --tag 2026
  $ reelgate upload film.mxf --stage prod
  $ reelgate upload film.mxf --stage prod --resume     after Ctrl-C, or a broken line

Exit codes: 0 done · 1 an upload or an asset failed · 2 bad usage · 130 interrupted`

const collect = (value: string, before: string[] | undefined) => [...(before ?? []), value]

export function addUpload(program: Command, finish: Finish, signal: AbortSignal): void {
  withTarget(program.command('upload'))
    .summary('upload films through the API, by whoever is signed in')
    .description('Uploads films through the API and waits for their outcomes.')
    .argument('<file...>', 'videos')
    .option('--title <text>', 'title shown to people')
    .addOption(new Option('--tag <text>', 'tag to find it by; may be given several times').argParser(collect))
    .addOption(new Option('--profile <name>', 'transcode profile').argParser(readProfile))
    .option('--resume', 'go on with uploads that were interrupted')
    .option('--anew', 'begin again, and throw away what is there of an interrupted upload')
    .addOption(
      new Option('--timeout <duration>', 'how long to wait for an outcome, as 90s, 15m, 2h')
        .argParser(readDuration)
        .default(readDuration('1h'), '1h'),
    )
    .addHelpText('after', HELP)
    .action((files: string[], options: UploadOptions) =>
      finish(import('./commands/upload.ts').then(({ upload }) => upload(files, options, signal))),
    )
}
