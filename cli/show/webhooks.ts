import type { Webhook, WebhookTrial } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'

const ID_WIDTH = 10

/** As short as the commands take them; the whole of those that begin alike. */
function shortIds(webhooks: Webhook[]): string[] {
  const short = webhooks.map(({ endpointId }) => endpointId.slice(0, ID_WIDTH))
  return webhooks.map(({ endpointId }, index) => {
    const begin = short[index] ?? ''
    return short.filter((other) => other === begin).length > 1 ? endpointId : begin
  })
}

const moment = (at: string) => plain(at.slice(0, 16).replace('T', ' '))

function stateText({ state, failuresInRow, lastDeliveredAt }: Webhook): string {
  if (state === 'disabled') return styled('red', 'disabled')
  if (failuresInRow > 0) return styled('yellow', `${failuresInRow} failures in a row`)
  return lastDeliveredAt === undefined ? 'nothing sent yet' : `took an event ${moment(lastDeliveredAt)}`
}

function troubleText({ failuresInRow, lastFailedAt, lastFailure }: Webhook): string[] {
  if (failuresInRow === 0 || lastFailedAt === undefined) return []
  return [`${moment(lastFailedAt)}  ${plain(lastFailure ?? '')}`]
}

/** One endpoint a line, with what went wrong last below it. */
export function webhookTable(webhooks: Webhook[]): string {
  const ids = shortIds(webhooks)
  const idWidth = Math.max(...ids.map(({ length }) => length))
  const indent = ' '.repeat(idWidth + 2)
  const lines = webhooks.flatMap((webhook, index) => [
    [(ids[index] ?? '').padEnd(idWidth), plain(webhook.url), stateText(webhook)].join('  '),
    styled('dim', `${indent}${webhook.eventTypes.join(', ')}; by ${plain(webhook.createdBy)}`),
    ...troubleText(webhook).map((text) => styled('dim', `${indent}${text}`)),
  ])
  const head = ['ENDPOINT'.padEnd(idWidth), 'ADDRESS'].join('  ')
  return [styled('dim', head), ...lines].join('\n')
}

export function trialText({ delivered, status, problem, durationMs }: WebhookTrial): string {
  if (delivered) return `It took the event: ${String(status)} after ${durationMs} ms.`
  return `It did not take the event. ${plain(problem ?? '')}`
}
