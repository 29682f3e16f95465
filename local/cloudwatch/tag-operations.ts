// The tags of alarms.
import { AwsError } from '../runtime/aws-error.ts'
import type { Alarm } from './alarm.ts'
import { readList, readText } from './reading.ts'
import type { Store } from './store.ts'

interface Tag {
  Key: string
  Value: string
}

export function createTagOperations(store: Store) {
  const find = (value: unknown): { arn: string; tags: Tag[] } => {
    const arn = readText('ResourceARN', value)
    if (!store.allKept<Alarm>('alarm').some(({ AlarmArn }) => AlarmArn === arn))
      throw new AwsError('ResourceNotFoundException', `${arn} does not exist`, 404)
    return { arn, tags: store.kept<Tag[]>('tags', arn) ?? [] }
  }
  return {
    ListTagsForResource: (input: { ResourceARN?: unknown }) => ({ Tags: find(input.ResourceARN).tags }),
    TagResource(input: { ResourceARN?: unknown; Tags?: unknown }) {
      const { arn, tags } = find(input.ResourceARN)
      const added = readList<Tag>(input.Tags)
      const kept = tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key))
      store.keep('tags', arn, [...kept, ...added])
      return {}
    },
    UntagResource(input: { ResourceARN?: unknown; TagKeys?: unknown }) {
      const { arn, tags } = find(input.ResourceARN)
      const gone = readList<string>(input.TagKeys)
      store.keep(
        'tags',
        arn,
        tags.filter(({ Key }) => !gone.includes(Key)),
      )
      return {}
    },
  }
}
