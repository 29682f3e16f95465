// Parameter Store: settings and secrets by name.
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { openStore, type Parameter, type Store } from './store.ts'

interface PutInput {
  Name?: string
  Value?: string
  Type?: Parameter['Type']
  Overwrite?: boolean
  [other: string]: unknown
}

const NAME = /^\/?[\w.-]+(?:\/[\w.-]+)*$/
const TYPES = ['String', 'StringList', 'SecureString']
const LONGEST_VALUE = 4096
/** Taken without effect: they do not change what is read back. */
const WITHOUT_EFFECT = ['Description', 'KeyId', 'DataType', 'Tier', 'Tags', 'AllowedPattern']
const READ = ['Name', 'Value', 'Type', 'Overwrite']

function checkPut(input: PutInput): asserts input is PutInput & { Name: string; Value: string } {
  const { Name = '', Value, Type, ...rest } = input
  if (!NAME.test(Name) || /^\/?(aws|ssm)/i.test(Name))
    throw new AwsError('ValidationException', `Parameter name: can't be "${Name}".`)
  if (!Value || Value.length > LONGEST_VALUE) {
    throw new AwsError(
      'ValidationException',
      `Standard tier parameters have 1 to ${LONGEST_VALUE} characters.`,
    )
  }
  if (Type !== undefined && !TYPES.includes(Type))
    throw new AwsError('UnsupportedParameterType', `The parameter type ${String(Type)} is not supported.`)
  const unknown = Object.keys(rest).filter((name) => ![...READ, ...WITHOUT_EFFECT].includes(name))
  if (unknown.length > 0) throw notSupported('ssm', `${unknown.join(', ')} of PutParameter`)
}

function put(context: CloudContext, store: Store, input: PutInput) {
  checkPut(input)
  const former = store.latest(input.Name)
  if (former && input.Overwrite !== true) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    )
  }
  const Type = input.Type ?? former?.Type
  if (!Type)
    throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.')
  const Version = (former?.Version ?? 0) + 1
  const LastModifiedDate = context.clock.now() / 1000
  store.save({ Name: input.Name, Type, Value: input.Value, Version, LastModifiedDate })
  return { Version, Tier: 'Standard' }
}

/** By name, `name:version` or ARN. */
function find(store: Store, selector: string): Parameter | undefined {
  const name = /^arn:aws:ssm:[^:]*:\d*:parameter(\/.+)$/.exec(selector)?.[1] ?? selector
  const [, plain = name, version] = /^(.*):(\d+)$/.exec(name) ?? []
  return version === undefined ? store.latest(plain) : store.version(plain, Number(version))
}

interface ByPathInput {
  Path?: string
  Recursive?: boolean
  WithDecryption?: boolean
  MaxResults?: number
  NextToken?: string
  ParameterFilters?: unknown[]
}

const LONGEST_PAGE = 10

/** The token is the name that the page before ended with. */
function pageByPath(store: Store, input: ByPathInput) {
  const { Path = '', Recursive = false, MaxResults = LONGEST_PAGE, NextToken = '' } = input
  if (input.ParameterFilters) throw notSupported('ssm', 'ParameterFilters of GetParametersByPath')
  if (!Path.startsWith('/'))
    throw new AwsError('ValidationException', 'The parameter path must begin with a slash.')
  if (!(MaxResults >= 1 && MaxResults <= LONGEST_PAGE))
    throw new AwsError('ValidationException', `MaxResults is a number from 1 to ${LONGEST_PAGE}.`)
  const beginning = Path.endsWith('/') ? Path : `${Path}/`
  const rest = store
    .below(beginning)
    .filter(({ Name }) => Name > NextToken && (Recursive || !Name.slice(beginning.length).includes('/')))
  const page = rest.slice(0, MaxResults)
  return { page, ...(rest.length > page.length && { NextToken: page.at(-1)?.Name }) }
}

export function createSsmService(context: CloudContext): OperationService {
  const store = openStore(context.dataDir)
  const shown = (one: Parameter, isDecrypted: boolean) => ({
    ...one,
    // On AWS this is the ciphertext.
    ...(one.Type === 'SecureString' && !isDecrypted && { Value: 'encrypted' }),
    ARN: `arn:aws:ssm:${context.region}:${context.accountId}:parameter${one.Name.startsWith('/') ? '' : '/'}${one.Name}`,
    DataType: 'text',
  })
  return {
    signingName: 'ssm',
    eventSource: 'ssm.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AmazonSSM' },
    operations: {
      PutParameter: (input: PutInput) => put(context, store, input),
      GetParameter({ Name = '', WithDecryption = false }: { Name?: string; WithDecryption?: boolean }) {
        const found = find(store, Name)
        if (!found) throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`)
        return { Parameter: shown(found, WithDecryption) }
      },
      GetParameters({ Names = [], WithDecryption = false }: { Names?: string[]; WithDecryption?: boolean }) {
        const found = Names.map((name) => ({ name, one: find(store, name) }))
        return {
          Parameters: found.flatMap(({ one }) => (one ? shown(one, WithDecryption) : [])),
          InvalidParameters: found.filter(({ one }) => !one).map(({ name }) => name),
        }
      },
      GetParametersByPath(input: ByPathInput) {
        const { page, ...more } = pageByPath(store, input)
        return { Parameters: page.map((one) => shown(one, input.WithDecryption === true)), ...more }
      },
      DeleteParameter({ Name = '' }: { Name?: string }) {
        if (!store.remove(Name)) throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`)
        return {}
      },
    },
    stop: async () => store.close(),
  }
}
