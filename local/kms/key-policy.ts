// The policy of a key: the only thing that lets anybody use it. Roles get through by it or not at all.
import { AwsError } from '../runtime/aws-error.ts'
import { mustBeOurs, mustStay, type Keyring } from './keyring.ts'

const LARGEST_POLICY_BYTES = 32 * 1024
const POLICY_NAME = 'default'

/** What AWS gives to a key that was made without a policy: the account decides by IAM. */
export const defaultPolicy = (accountId: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  })

interface Statement {
  Effect?: string
  Principal?: unknown
  Action?: string | string[]
}

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

const malformed = (message: string) => new AwsError('MalformedPolicyDocumentException', message)

function readStatements(policy: string): Statement[] {
  let document: { Statement?: Statement | Statement[] } | null
  try {
    document = JSON.parse(policy) as typeof document
  } catch {
    throw malformed('Policy contains invalid json')
  }
  const statements = list(document?.Statement)
  if (statements.length === 0) throw malformed('Policy contains no statements')
  if (statements.some(({ Principal }) => Principal === undefined))
    throw malformed('Policy contains a statement with no principal')
  return statements
}

/** Somebody of the account must be able to change the policy later: a key nobody can manage is lost. */
function mustBeManageable(statements: Statement[], accountId: string) {
  const isOurs = (principal: unknown) => {
    const text = JSON.stringify(principal)
    return text.includes(accountId) || text === '"*"' || text.includes('"AWS":"*"')
  }
  const isManaging = (action: string) =>
    ['*', 'kms:*', 'kms:put*', 'kms:putkeypolicy'].includes(action.toLowerCase())
  const isKept = statements.some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' && isOurs(Principal) && list(Action).some(isManaging),
  )
  if (!isKept) {
    throw malformed('The new key policy will not allow you to update the key policy in the future.')
  }
}

export interface PolicyInput {
  Policy?: string
  BypassPolicyLockoutSafetyCheck?: boolean
}

/** @throws MalformedPolicyDocumentException, LimitExceededException */
export function checkPolicy(
  { Policy, BypassPolicyLockoutSafetyCheck }: PolicyInput,
  accountId: string,
): string {
  if (Policy === undefined) return defaultPolicy(accountId)
  if (Buffer.byteLength(Policy) > LARGEST_POLICY_BYTES)
    throw new AwsError('LimitExceededException', `Policies have at most ${LARGEST_POLICY_BYTES} bytes.`)
  const statements = readStatements(Policy)
  if (BypassPolicyLockoutSafetyCheck !== true) mustBeManageable(statements, accountId)
  return Policy
}

interface NamedInput extends PolicyInput {
  KeyId: string
  PolicyName?: string
}

function checkName(name: string | undefined) {
  if (name !== undefined && name !== POLICY_NAME)
    throw new AwsError('NotFoundException', 'No such policy exists')
}

export const policyOperations = (keyring: Keyring) => ({
  PutKeyPolicy(input: NamedInput) {
    checkName(input.PolicyName)
    const key = mustBeOurs(mustStay(keyring.findById(input.KeyId)), 'PutKeyPolicy')
    keyring.store.saveKey({ ...key, policy: checkPolicy(input, keyring.context.accountId) })
    return {}
  },
  GetKeyPolicy({ KeyId, PolicyName }: NamedInput) {
    checkName(PolicyName)
    return { Policy: keyring.findById(KeyId).policy, PolicyName: POLICY_NAME }
  },
  ListKeyPolicies({ KeyId }: NamedInput) {
    keyring.findById(KeyId)
    return { PolicyNames: [POLICY_NAME], Truncated: false }
  },
})
