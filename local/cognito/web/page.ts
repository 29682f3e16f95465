// The pages a browser sees: plain HTML, no script, nothing from elsewhere, readable by a screen reader.
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

export interface Field {
  label: string
  name: string
  type: 'text' | 'password'
  autocomplete: string
  value?: string
}

export interface Page {
  statusCode: number
  title: string
  /** Below the title. */
  note?: string
  /** Read out at once: what went wrong. */
  message?: string
  form?: { action: string; button: string; fields: Field[]; hidden?: Record<string, string> }
  /** Where the answer to the form may lead the browser on to, beside here: an origin or a scheme. */
  leadsTo?: string
}

const STYLE =
  ':root{color-scheme:light dark;font:1.1rem/1.5 system-ui,sans-serif}' +
  'body{max-width:24rem;margin:10vh auto;padding:0 1rem}' +
  'label{display:block;margin-top:1rem}' +
  'input{display:block;box-sizing:border-box;width:100%;font:inherit;padding:.5rem}' +
  'button{font:inherit;margin-top:1.5rem;padding:.5rem 1.5rem}' +
  '[role=alert]{border-left:.3rem solid #c00;padding-left:.7rem}'
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter]!)

/** An origin or a scheme as a source of a content security policy; nothing for what is neither. */
function policySource(address: string | undefined): string {
  const url = address ? URL.parse(address) : null
  if (!url) return ''
  return url.origin === 'null' ? ` ${url.protocol}` : ` ${url.origin}`
}

function headers({ leadsTo }: Page) {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'; ` +
      `form-action 'self'${policySource(leadsTo)}`,
    // Not no-referrer: with it a browser sends its form with the Origin "null", which nobody could check.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}

function fieldHtml({ label, name, type, autocomplete, value = '' }: Field, isFirst: boolean): string {
  const attributes = Object.entries({ id: name, name, type, autocomplete, value })
    .map(([key, text]) => `${key}="${escapeHtml(text)}"`)
    .join(' ')
  return `<label for="${escapeHtml(name)}">${escapeHtml(label)}</label><input ${attributes} required${isFirst ? ' autofocus' : ''}>`
}

function formHtml({ action, button, fields, hidden = {} }: NonNullable<Page['form']>): string {
  const firstEmpty = fields.findIndex(({ value }) => !value)
  return (
    `<form method="post" action="${escapeHtml(action)}">` +
    Object.entries(hidden)
      .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
      .join('') +
    fields.map((field, at) => fieldHtml(field, at === firstEmpty)).join('') +
    `<button type="submit">${escapeHtml(button)}</button></form>`
  )
}

function pageHtml({ title, note, message, form }: Page): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>${message ? 'Error: ' : ''}${escapeHtml(title)}</title><style>${STYLE}</style></head>` +
    `<body><main><h1>${escapeHtml(title)}</h1>` +
    (note ? `<p>${escapeHtml(note)}</p>` : '') +
    (message ? `<p role="alert">${escapeHtml(message)}</p>` : '') +
    (form ? formHtml(form) : '') +
    '</main></body></html>'
  )
}

export function renderPage(response: ServerResponse, page: Page): void {
  response.writeHead(page.statusCode, headers(page)).end(pageHtml(page))
}
