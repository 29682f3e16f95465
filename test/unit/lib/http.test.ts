import { expect, test } from '@jest/globals'
import { calling } from '../../../lib/aws/translate.ts'
import { apiHandler } from '../../../lib/http.ts'
import { requestEvent } from '../../review/request-event.ts'

const fault = (name: string) =>
  Object.assign(new Error('User: arn:aws:sts::000000000000:assumed-role/r/s is not authorized'), {
    name,
    $metadata: { httpStatusCode: 400 },
  })

const ask = async (name: string) => {
  const responder = () => calling('reading the upload', () => Promise.reject(fault(name)))
  const handler = apiHandler({ 'GET /reviews': responder }, () => ({}))
  return handler(requestEvent('GET /reviews', { by: 'una', role: 'operator' }))
}

test('a permission that we lack is a fault of ours: the caller learns nothing of the role', async () => {
  const { statusCode, body } = await ask('AccessDeniedException')
  expect(statusCode).toBe(500)
  expect(body).toContain('request-1')
  expect(body).not.toContain('arn:aws')
})

test('what AWS finds wrong with a request is the caller’s', async () => {
  expect(await ask('ValidationException')).toMatchObject({ statusCode: 400 })
})
