// The command line for what comes from other services.
import { Option, type Command } from 'commander'
import type { MigrateOptions } from './commands/migrate.ts'
import { readProfile } from './option-values.ts'
import { readFolder, type Finish } from './program-options.ts'

const HELP = `
What has no equivalent is listed, setting by setting. The presets that a job names together become one profile; without jobs
all presets do. Presets of AWS that a job names by their id are known.

Examples:
  $ reelgate migrate elastic-transcoder presets.json
  $ reelgate migrate elastic-transcoder presets.json jobs.json --name house --out lib/profiles`

export function addMigration(program: Command, finish: Finish): void {
  program
    .command('migrate')
    .description('take over what another service was told')
    .command('elastic-transcoder')
    .description('make transcode profiles of presets, pipelines and jobs, and list what has no equivalent')
    .argument('<file...>', 'JSON as `aws elastictranscoder` printed it')
    .addOption(
      new Option('--name <profile>', 'name of the first profile').argParser(readProfile).default('migrated'),
    )
    .addOption(new Option('--out <folder>', 'write the profiles there').argParser(readFolder))
    .option('--json', 'JSON on standard output and nothing else')
    .addHelpText('after', HELP)
    .action((files: string[], options: MigrateOptions) =>
      finish(
        import('./commands/migrate.ts').then(({ migrateElasticTranscoder }) =>
          migrateElasticTranscoder(files, options),
        ),
      ),
    )
}
