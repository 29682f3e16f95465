// The command line for what roles may and need.
import type { Command } from 'commander'
import type { PermissionsOptions } from './commands/permissions.ts'
import { withTarget } from './program-options.ts'
import type { Finish } from './program-options.ts'

const HELP = `
The local cloud judges every call of a role by the policies of the stack, and remembers what was needed. A permission that
nothing has used yet is not wrong for that: run what it is for, and look again (local/iam/SUPPORT.md).

Examples:
  $ reelgate permissions                    what was denied, and what was never used, role by role
  $ reelgate permissions --role transcode   roles with this in their name
  $ reelgate permissions --json             all permissions, used ones too`

export function addPermissions(program: Command, finish: Finish): void {
  withTarget(program.command('permissions'))
    .description('show what roles were denied, and what they may but never did')
    .option('--role <text>', 'only roles with this in their name')
    .addHelpText('after', HELP)
    .action((options: PermissionsOptions) =>
      finish(import('./commands/permissions.ts').then(({ permissions }) => permissions(options))),
    )
}
