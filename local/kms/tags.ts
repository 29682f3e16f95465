// Tags of keys.
import { AwsError } from '../runtime/aws-error.ts'
import { mustStay, type Keyring } from './keyring.ts'
import { page, type PageInput } from './pages.ts'

export interface Tag {
  TagKey: string
  TagValue: string
}

const MOST_TAGS = 50

/** @throws TagException for a key that is there twice, or that only AWS may set */
export function tagMap(tags: Tag[]): Record<string, string> {
  const names = tags.map(({ TagKey }) => TagKey)
  if (new Set(names).size < names.length) throw new AwsError('TagException', 'Duplicate tag keys')
  if (names.some((name) => /^aws:/i.test(name)))
    throw new AwsError('TagException', 'Tags that begin with aws: are reserved')
  return Object.fromEntries(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]))
}

export function tagOperations(keyring: Keyring) {
  const { store } = keyring
  return {
    TagResource({ KeyId, Tags }: { KeyId: string; Tags: Tag[] }) {
      const key = mustStay(keyring.findById(KeyId))
      const tags = { ...key.tags, ...tagMap(Tags) }
      if (Object.keys(tags).length > MOST_TAGS) throw new AwsError('LimitExceededException', 'Too many tags')
      store.saveKey({ ...key, tags })
      return {}
    },
    UntagResource({ KeyId, TagKeys }: { KeyId: string; TagKeys: string[] }) {
      const key = mustStay(keyring.findById(KeyId))
      const kept = Object.entries(key.tags).filter(([name]) => !TagKeys.includes(name))
      store.saveKey({ ...key, tags: Object.fromEntries(kept) })
      return {}
    },
    ListResourceTags({ KeyId, ...input }: { KeyId: string } & PageInput) {
      const { items, ...rest } = page(Object.entries(keyring.findById(KeyId).tags), input)
      return { Tags: items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...rest }
    },
  }
}
