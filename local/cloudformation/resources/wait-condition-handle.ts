import type { ResourceProvider } from './provider.ts'

/** Nothing waits for it: it is often there only because a template must have a resource. */
export const waitConditionHandle: ResourceProvider = {
  applies: [],
  create: async (request) => ({
    physicalId: `https://cloudformation-waitcondition.local/${request.generateName(128)}`,
  }),
  update: async ({ physicalId }) => ({ physicalId }),
  remove: async () => undefined,
}
