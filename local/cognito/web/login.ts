// The sign-in page and the one for a first password, between oidc-provider's question and its answer.
// A form counts only with the cookie of the browser that was asked, at an address nobody else knows, and the gateway
// refuses forms of foreign pages by their Origin.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { AwsError } from '../../runtime/aws-error.ts'
import type { Cognito } from '../cognito.ts'
import type { Client, Pool, User } from '../records.ts'
import { answerNewPassword, signIn } from '../sign-in.ts'
import { expireCookies } from './cookies.ts'
import { readForm } from './form.ts'
import { renderPage } from './page.ts'
import type { Page } from './page.ts'

export interface Visit {
  cognito: Cognito
  pool: Pool
  provider: Provider
  request: IncomingMessage
  response: ServerResponse
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

interface Desk extends Visit {
  interaction: Interaction
  client: Client
}

/** Answers `/<poolId>/login/<uid>`. */
export async function serveLogin(visit: Visit, uid: string): Promise<void> {
  const desk = await openDesk(visit, uid)
  if (!desk) {
    const message =
      'This sign-in has ended or was begun in another browser. Go back to where you came from and start again.'
    return renderPage(visit.response, { statusCode: 400, title: 'Sign in', message })
  }
  if (visit.request.method !== 'POST') return renderPage(visit.response, signInPage(desk))
  const form = await readForm(visit.request)
  try {
    await answerForm(desk, form)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    renderPage(
      visit.response,
      form.has('challenge') ? newPasswordPage(desk, form, error) : signInPage(desk, form, error),
    )
  }
}

async function openDesk(visit: Visit, uid: string): Promise<Desk | undefined> {
  const { cognito, provider, request, response } = visit
  const interaction = await provider.interactionDetails(request, response).catch(() => undefined)
  if (interaction?.uid !== uid) return undefined
  const client = cognito.store.client(String(interaction.params['client_id']))
  return client && { ...visit, interaction, client }
}

async function answerForm(desk: Desk, form: URLSearchParams): Promise<void> {
  const { cognito, pool, client } = desk
  const challenge = form.get('challenge')
  if (challenge) {
    const password = form.get('new-password') ?? ''
    if (password !== form.get('repeated-password'))
      throw new AwsError('InvalidPasswordException', 'The two passwords are not the same.')
    return finish(desk, await answerNewPassword(cognito, { pool, client, challenge, password }))
  }
  const username = form.get('username') ?? ''
  const result = await signIn(cognito, { pool, client, username, password: form.get('password') ?? '' })
  if (result.kind === 'signed-in') return finish(desk, result.user)
  const asked = new URLSearchParams({ username, challenge: result.challenge })
  renderPage(desk.response, newPasswordPage(desk, asked))
}

async function finish({ provider, pool, interaction, request, response }: Desk, user: User): Promise<void> {
  const { session } = interaction
  // Another person than the one signed in here before: the old session ends instead of being taken over.
  if (session?.accountId && session.accountId !== user.username) {
    delete (session as Partial<typeof session>).uid
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1000))
    expireCookies(response, pool.id)
  }
  await provider.interactionFinished(request, response, { login: { accountId: user.username } })
}

const shared = ({ interaction }: Desk, error: AwsError | undefined) => ({
  statusCode: error ? 400 : 200,
  leadsTo: String(interaction.params['redirect_uri']),
  // Whether a name exists stays hidden here, whatever the client's setting.
  ...(error && {
    message: error.code === 'UserNotFoundException' ? 'Incorrect username or password.' : error.message,
  }),
})

const actionOf = ({ pool, interaction }: Desk) => `/${pool.id}/login/${interaction.uid}`

function signInPage(desk: Desk, form?: URLSearchParams, error?: AwsError): Page {
  const hint = desk.interaction.params['login_hint']
  const value = form?.get('username') ?? (typeof hint === 'string' ? hint : '')
  return {
    ...shared(desk, error),
    title: 'Sign in',
    note: `to continue to ${desk.client.settings.ClientName}`,
    form: {
      action: actionOf(desk),
      button: 'Sign in',
      fields: [
        { label: 'User name', name: 'username', type: 'text', autocomplete: 'username', value },
        { label: 'Password', name: 'password', type: 'password', autocomplete: 'current-password' },
      ],
    },
  }
}

function newPasswordPage(desk: Desk, form: URLSearchParams, error?: AwsError): Page {
  return {
    ...shared(desk, error),
    title: 'Choose a new password',
    note: `The password you were given is for the first sign-in only.`,
    form: {
      action: actionOf(desk),
      button: 'Set password and sign in',
      hidden: { challenge: form.get('challenge') ?? '' },
      fields: [
        { label: 'New password', name: 'new-password', type: 'password', autocomplete: 'new-password' },
        {
          label: 'New password again',
          name: 'repeated-password',
          type: 'password',
          autocomplete: 'new-password',
        },
      ],
    },
  }
}
