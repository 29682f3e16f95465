// The command line for people: sign-in, reviews, and what operators do by hand.
import { Argument, Option, type Command } from 'commander'
import type { ByHandOptions } from './commands/by-hand.ts'
import type { AddUserOptions, LoginOptions } from './commands/people.ts'
import type { DecideOptions, ListReviewsOptions, NextOptions, ShowOptions } from './commands/review.ts'
import { ROLES } from '../lib/roles.ts'
import { readLimit } from './option-values.ts'
import { readApiUrl, readName, readTaskId } from './people/option-values.ts'
import { assetArgument, reasonOption, withTarget, type Finish } from './program-options.ts'
import type { TargetOptions } from './target.ts'

const REVIEW_HELP = `
A task is claimed by one person at a time, for a while; what is decided needs a reason. The first line are reviewers,
the second operators. Ids may be shortened to a beginning that only one task has.

Examples:
  $ reelgate review list                                   what waits, the most urgent first
  $ reelgate review next                                   claim the next one, look at it, decide by a key
  $ reelgate review approve 3f2a --reason "A film of a fire drill"
  $ reelgate review list --line second                     what reviewers have passed on to operators

Exit codes: 0 done · 1 refused or failed · 2 bad usage, such as no reason · 3 nothing waits (\`review next\`)`

const LOGIN_HELP = `
On the local cloud nobody needs a password: the user is made if there is none, as an operator, and a user that there is
keeps the role. A password of theirs is replaced, unless it is handed over with --password-stdin.

Without AWS credentials: --api-url and --client-id, which whoever runs the stack reads from its outputs ApiEndpoint and
UserPoolClientId. The tokens are kept in a file for you only, below $XDG_CONFIG_HOME/reelgate (or ~/.config/reelgate).`

const lineOption = () => new Option('--line <name>', 'first or second').choices(['first', 'second'])
const openOption = () => new Option('--open', 'save the pictures and open their folder')
const taskId = () =>
  new Argument('<id>', 'id of a review task, or a beginning of it that is unique').argParser(readTaskId)

function addSignIn(program: Command, finish: Finish): void {
  const people = () => import('./commands/people.ts')
  withTarget(program.command('login'))
    .description('sign in, to review')
    .addOption(new Option('--as <name>', 'user name').argParser(readName))
    .option('--password-stdin', 'read the password from standard input')
    .addOption(new Option('--api-url <url>', 'the API of the stack').argParser(readApiUrl))
    .option('--client-id <id>', 'the user pool client of the stack')
    .addHelpText('after', LOGIN_HELP)
    .action((options: LoginOptions) => finish(people().then(({ login }) => login(options))))
  withTarget(program.command('logout'))
    .description('sign out')
    .action((options: TargetOptions) => finish(people().then(({ logout }) => logout(options))))
  const user = program.command('user').description('the people who may review, by whoever runs the stack')
  withTarget(user.command('add'))
    .description('add somebody, or give somebody another role')
    .addArgument(new Argument('<name>', 'user name').argParser(readName))
    .addOption(new Option('--role <name>', 'what they may do').choices(ROLES).makeOptionMandatory())
    .action((name: string, options: AddUserOptions) =>
      finish(people().then(({ addUser }) => addUser(name, options))),
    )
  withTarget(user.command('list'))
    .description('list everybody')
    .action((options: TargetOptions) => finish(people().then(({ listUsers }) => listUsers(options))))
}

function addReading(review: Command, finish: Finish): void {
  const reviews = () => import('./commands/review.ts')
  withTarget(review.command('list'))
    .description('list review tasks, the most urgent first')
    .addOption(
      new Option('--state <name>', 'only these')
        .choices(['open', 'claimed', 'decided', 'expired'])
        .default('open'),
    )
    .addOption(lineOption())
    .addOption(new Option('--limit <number>', 'how many').argParser(readLimit).default(25))
    .action((options: ListReviewsOptions) =>
      finish(reviews().then(({ listReviews }) => listReviews(options))),
    )
  withTarget(review.command('show'))
    .description('show one task with its findings and pictures')
    .addArgument(taskId())
    .addOption(openOption())
    .action((id: string, options: ShowOptions) =>
      finish(reviews().then(({ showReview }) => showReview(id, options))),
    )
  withTarget(review.command('audit'))
    .description('tell every act on a task and its asset')
    .addArgument(taskId())
    .action((id: string, options: TargetOptions) =>
      finish(reviews().then(({ auditReview }) => auditReview(id, options))),
    )
}

function addClaims(review: Command, finish: Finish, signal: AbortSignal): void {
  const reviews = () => import('./commands/review.ts')
  withTarget(review.command('next'))
    .description('claim the next task, show it, and ask what becomes of it')
    .addOption(lineOption().default('first'))
    .addOption(openOption())
    .addHelpText('after', '\nExit codes: 0 claimed · 1 refused or failed · 2 bad usage · 3 nothing waits')
    .action((options: NextOptions) => finish(reviews().then(({ nextReview }) => nextReview(options, signal))))
  withTarget(review.command('claim'))
    .description('claim this task, show it, and ask what becomes of it')
    .addArgument(taskId())
    .addOption(openOption())
    .action((id: string, options: ShowOptions) =>
      finish(reviews().then(({ claimReview }) => claimReview(id, options, signal))),
    )
  withTarget(review.command('release'))
    .description('give a claimed task back')
    .addArgument(taskId())
    .action((id: string, options: TargetOptions) =>
      finish(reviews().then(({ releaseReview }) => releaseReview(id, options))),
    )
}

const DECISIONS = {
  approve: 'publish the film',
  reject: 'leave the film in quarantine',
  'pass-on': 'leave it to the second line',
} as const

function addReviews(program: Command, finish: Finish, signal: AbortSignal): void {
  const review = program
    .command('review')
    .description('decide on what the policy leaves to people')
    .addHelpText('after', REVIEW_HELP)
  addReading(review, finish)
  addClaims(review, finish, signal)
  for (const decision of ['approve', 'reject', 'pass-on'] as const) {
    withTarget(review.command(decision))
      .description(`${DECISIONS[decision]}; the task must be claimed`)
      .addArgument(taskId())
      .addOption(reasonOption())
      .action((id: string, options: DecideOptions) =>
        finish(
          import('./commands/review.ts').then(({ decideReview }) =>
            decideReview(id, { decision, signal }, options),
          ),
        ),
      )
  }
}

function addByHand(program: Command, finish: Finish, signal: AbortSignal): void {
  const byHand = () => import('./commands/by-hand.ts')
  const acts = { withdraw: 'take back a published asset', publish: 'publish a quarantined asset' } as const
  for (const act of ['withdraw', 'publish'] as const) {
    withTarget(program.command(act))
      .description(`${acts[act]} (operators)`)
      .addArgument(assetArgument())
      .addOption(reasonOption())
      .action((id: string, options: ByHandOptions) =>
        finish(byHand().then(({ actByHand }) => actByHand(id, { act, signal }, options))),
      )
  }
  withTarget(program.command('reopen'))
    .description('ask people once more about a quarantined asset (operators)')
    .addArgument(assetArgument())
    .addOption(reasonOption())
    .action((id: string, options: ByHandOptions) =>
      finish(byHand().then(({ reopen }) => reopen(id, options, signal))),
    )
}

export function addPeople(program: Command, finish: Finish, signal: AbortSignal): void {
  addSignIn(program, finish)
  addReviews(program, finish, signal)
  addByHand(program, finish, signal)
}
