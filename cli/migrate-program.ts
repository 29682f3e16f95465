// The command line for what comes from other services.
import { Option, type Command } from 'commander'
import type { MigrateOptions } from './commands/migrate.ts'
import { readProfile } from './option-values.ts'
import { readFolder, type Finish } from './program-options.ts'

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
    .action((files: string[], options: MigrateOptions) =>
      finish(
        import('./commands/migrate.ts').then(({ migrateElasticTranscoder }) =>
          migrateElasticTranscoder(files, options),
        ),
      ),
    )
}
