// Tags of APIs and stages, by ARN: `arn:aws:apigateway:<region>::/apis/<apiId>[/stages/<name>]`.
import { badRequest } from '../errors.ts'
import type { Store } from '../store.ts'
import { findApi, findPart, type Input } from './input.ts'

const ARN = /^arn:aws[\w-]*:apigateway:[a-z0-9-]*::\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/

type Tags = Record<string, string>

export function createTagOperations(store: Store) {
  const load = (input: Input): { tags: Tags; save(tags: Tags): void } => {
    const [, apiId, stageName] = ARN.exec(String(input['resource-arn'])) ?? []
    if (!apiId) throw badRequest('Invalid resource ARN specified')
    if (stageName === undefined) {
      const api = findApi(store, { apiId })
      return { tags: api.tags, save: (tags) => store.saveApi({ ...api, tags }) }
    }
    const stage = findPart(store, { apiId, stageName }, ['stage', 'stageName'])
    const save = (tags: Tags) => store.savePart([apiId, 'stage', stageName], { ...stage, tags })
    return { tags: stage.tags, save }
  }
  return {
    GetTags: (input: Input) => ({ tags: load(input).tags }),
    TagResource(input: Input) {
      const { tags, save } = load(input)
      save({ ...tags, ...(input['tags'] as Tags) })
    },
    UntagResource(input: Input) {
      const { tags, save } = load(input)
      const gone = [input['tagKeys'] ?? []].flat()
      save(Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.includes(key))))
    },
  }
}
