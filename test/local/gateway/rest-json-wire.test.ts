import { expect, test } from '@jest/globals'
import { restJsonWire } from '../../../local/gateway/wire-rest-json.ts'
import type { Route } from '../../../local/runtime/service.ts'

const ROUTES: Route[] = [
  { method: 'GET', path: '/jobs/{id}', operation: 'GetJob' },
  { method: 'GET', path: '/jobs/active', operation: 'ListActive' },
  { method: 'POST', path: '/jobs', operation: 'CreateJob', statusCode: 201 },
  { method: 'GET', path: '/tags/{arn+}', operation: 'ListTags' },
  { method: 'POST', path: '/raw/{name}', operation: 'Invoke', payload: 'Payload' },
]

const decode = (method: string, target: string, body = '') => {
  const [path = '', query = ''] = target.split('?')
  const raw = { method, path, query: new URLSearchParams(query), headers: {}, body: Buffer.from(body) }
  return restJsonWire(ROUTES).decode(raw)
}

test.each([
  ['GET', '/jobs/17', '', 'GetJob', { id: '17' }],
  ['GET', '/jobs/a%2Fb%20c', '', 'GetJob', { id: 'a/b c' }],
  ['GET', '/jobs/active', '', 'ListActive', {}],
  ['POST', '/jobs/', '{"role":"r"}', 'CreateJob', { role: 'r' }],
  ['GET', '/tags/arn:aws:x/y/z?key=1&key=2', '', 'ListTags', { arn: 'arn:aws:x/y/z', key: ['1', '2'] }],
  ['POST', '/raw/f', '"text"', 'Invoke', { name: 'f', Payload: Buffer.from('"text"') }],
])('%s %s', (method, target, body, operation, input) => {
  expect(decode(method, target, body)).toEqual({ operation, input })
})

test('a path of no operation and a body that is no JSON are errors of the caller', () => {
  expect(() => decode('PUT', '/jobs/1')).toThrow(
    expect.objectContaining({ code: 'UnknownOperationException' }),
  )
  expect(() => decode('POST', '/jobs', '{')).toThrow(
    expect.objectContaining({ code: 'SerializationException' }),
  )
})

test('the status of the route is answered', () => {
  expect(restJsonWire(ROUTES).answer('CreateJob', { id: '1' }, 'r').statusCode).toBe(201)
})
