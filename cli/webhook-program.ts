// The command line for webhooks, by operators.
import { Argument, InvalidArgumentError, Option, type Command } from 'commander'
import endpointSchema from '../schemas/entities/webhook-endpoint.schema.json' with { type: 'json' }
import type { WebhookEndpoint } from '../schemas/generated/types.ts'
import type { AddWebhookOptions } from './commands/webhook.ts'
import { withTarget, type Finish } from './program-options.ts'
import type { TargetOptions } from './target.ts'

const HELP = `
Operators register addresses that hear of what becomes of assets. Requests are signed with a secret that is shown once;
docs/webhooks.md has the check for whoever receives them.

Examples:
  $ reelgate webhook add https://cms.example.com/hook              everything
  $ reelgate webhook add https://alerts.example.com/in --events asset.failed,asset.quarantined
  $ reelgate webhook list                                          who hears of what, and how it goes
  $ reelgate webhook test 3f2a                                     send an event now, and see how it is taken`

type EventType = WebhookEndpoint['eventTypes'][number]

const EVENT_TYPES = endpointSchema.properties.eventTypes.items.enum as EventType[]

function readEventTypes(text: string): EventType[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))]
  const types = EVENT_TYPES.filter((type) => names.includes(type))
  if (types.length === names.length) return types
  throw new InvalidArgumentError(`The events are ${EVENT_TYPES.join(', ')}, with commas between.`)
}

function readEndpointId(text: string): string {
  if (!/^[0-9a-f]{4,24}$/i.test(text)) {
    throw new InvalidArgumentError(
      'The id of an endpoint has 24 hexadecimal digits; the first 4 or more are enough.',
    )
  }
  return text.toLowerCase()
}

const endpointId = () =>
  new Argument('<id>', 'id of an endpoint, or a beginning of it that is unique').argParser(readEndpointId)

const ACTS = {
  test: 'send an event now and tell how it is taken',
  enable: 'send events again to an endpoint that was disabled or rests',
  remove: 'take an endpoint out, with its secret',
} as const

export function addWebhooks(program: Command, finish: Finish): void {
  const webhooks = () => import('./commands/webhook.ts')
  const webhook = program
    .command('webhook')
    .description('addresses that hear of what becomes of assets')
    .addHelpText('after', HELP)
  withTarget(webhook.command('add'))
    .description('register an address, and show its secret once')
    .argument('<url>', 'begins with https://')
    .addOption(
      new Option('--events <names>', `with commas between (default: asset.*)`).argParser(readEventTypes),
    )
    .action((url: string, options: AddWebhookOptions) =>
      finish(webhooks().then(({ addWebhook }) => addWebhook(url, options))),
    )
  withTarget(webhook.command('list'))
    .description('list the addresses and how they take what they are sent')
    .action((options: TargetOptions) => finish(webhooks().then(({ listWebhooks }) => listWebhooks(options))))
  for (const act of ['test', 'enable', 'remove'] as const) {
    withTarget(webhook.command(act))
      .description(ACTS[act])
      .addArgument(endpointId())
      .action((id: string, options: TargetOptions) =>
        finish(webhooks().then(({ actOnWebhook }) => actOnWebhook(id, act, options))),
      )
  }
}
