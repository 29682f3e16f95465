import { expect, test } from '@jest/globals'
import { translate } from '../../../lib/aws/translate.ts'

const fault = (name: string, httpStatusCode: number, more: object = {}) =>
  Object.assign(new Error('so it is'), { name, $metadata: { httpStatusCode }, ...more })

test.each([
  ['TransactionConflictException', 400, 'ThrottledError'],
  ['ThrottlingException', 400, 'ThrottledError'],
  ['SlowDown', 503, 'ThrottledError'],
  ['ConditionalCheckFailedException', 400, 'ConflictError'],
  ['ConflictException', 400, 'ConflictError'],
  ['PreconditionFailed', 412, 'ConflictError'],
  ['NoSuchKey', 404, 'NotFoundError'],
  ['InternalServerError', 500, 'ProviderUnavailableError'],
  ['ValidationException', 400, 'InvalidInputError'],
])('%s, answered with %d, is a %s to the workflow', (name, status, ours) => {
  expect(translate(fault(name, status), 'writing')).toMatchObject({
    name: ours,
    message: `writing: ${name}: so it is`,
  })
})
