// Names for keys, of which one may be given to another key later.
import { AwsError } from '../runtime/aws-error.ts'
import { mustStay, notFound, type Keyring } from './keyring.ts'
import type { Alias } from './store.ts'
import { page, type PageInput } from './pages.ts'

const ALIAS_NAME = /^alias\/[\w/-]+$/
const LONGEST_NAME = 256

interface AliasInput {
  AliasName: string
  TargetKeyId: string
}

function checkName(name: string) {
  if (!ALIAS_NAME.test(name) || name.length > LONGEST_NAME)
    throw new AwsError('InvalidAliasNameException', `Alias must start with the prefix "alias/": ${name}`)
  if (name.startsWith('alias/aws/'))
    throw new AwsError('InvalidAliasNameException', 'Aliases that begin with alias/aws/ are those of AWS.')
}

export function aliasOperations(keyring: Keyring) {
  const { store, context } = keyring
  const mustHave = (name: string): Alias => {
    const alias = store.alias(name)
    if (!alias) throw notFound(`Alias ${keyring.arn(name)} is not found.`)
    return alias
  }
  const shown = ({ name, keyId, createdMs, updatedMs }: Alias) => ({
    AliasName: name,
    AliasArn: keyring.arn(name),
    TargetKeyId: keyId,
    CreationDate: createdMs / 1000,
    LastUpdatedDate: updatedMs / 1000,
  })
  return {
    CreateAlias({ AliasName, TargetKeyId }: AliasInput) {
      checkName(AliasName)
      const { keyId } = mustStay(keyring.findById(TargetKeyId))
      if (store.alias(AliasName)) {
        const message = `An alias with the name ${keyring.arn(AliasName)} already exists`
        throw new AwsError('AlreadyExistsException', message)
      }
      const now = context.clock.now()
      store.saveAlias({ name: AliasName, keyId, createdMs: now, updatedMs: now })
      return {}
    },
    UpdateAlias({ AliasName, TargetKeyId }: AliasInput) {
      checkName(AliasName)
      const { keyId } = mustStay(keyring.findById(TargetKeyId))
      store.saveAlias({ ...mustHave(AliasName), keyId, updatedMs: context.clock.now() })
      return {}
    },
    DeleteAlias({ AliasName }: AliasInput) {
      checkName(AliasName)
      store.dropAlias(mustHave(AliasName).name)
      return {}
    },
    ListAliases({ KeyId, ...input }: { KeyId?: string } & PageInput) {
      const keyId = KeyId === undefined ? undefined : keyring.findById(KeyId).keyId
      const wanted = store.aliases().filter((alias) => keyId === undefined || alias.keyId === keyId)
      const { items, ...rest } = page(wanted, input)
      return { Aliases: items.map(shown), ...rest }
    },
  }
}
