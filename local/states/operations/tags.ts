import { AwsError } from '../../runtime/aws-error.ts'
import type { Operation } from '../../runtime/service.ts'
import type { Machine } from '../store/machines.ts'
import type { Parts } from './parts.ts'
import { checkArn, required } from './requests.ts'

interface Tag {
  key: string
  value: string
}

export function tagOperations({ machines }: Parts): Record<string, Operation> {
  function tagged(arn: string): Machine {
    const machine = machines.find(checkArn(arn))
    if (machine) return machine
    throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`, 400, { resourceName: arn })
  }
  return {
    TagResource(input: { resourceArn: string; tags: Tag[] }) {
      required({ ...input }, 'resourceArn', 'tags')
      const machine = tagged(input.resourceArn)
      for (const { key, value } of input.tags) machine.tags[key] = value
      if (Object.keys(machine.tags).length > 50)
        throw new AwsError('TooManyTags', 'A resource has at most 50 tags')
      machines.save(machine)
      return {}
    },
    UntagResource(input: { resourceArn: string; tagKeys: string[] }) {
      required({ ...input }, 'resourceArn', 'tagKeys')
      const machine = tagged(input.resourceArn)
      for (const key of input.tagKeys) delete machine.tags[key]
      machines.save(machine)
      return {}
    },
    ListTagsForResource({ resourceArn }: { resourceArn: string }) {
      required({ resourceArn }, 'resourceArn')
      return { tags: Object.entries(tagged(resourceArn).tags).map(([key, value]) => ({ key, value })) }
    },
  }
}
