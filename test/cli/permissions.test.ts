import { expect, test } from '@jest/globals'
import { permissionText } from '../../cli/show/permissions.ts'

const permission = (action: string, isUsed: boolean) => ({
  ...{ action, resource: 'arn:aws:s3:::media/*', effect: 'Allow' as const, isUsed },
})
const REPORT = {
  roles: [
    { role: 'inspector', permissions: [permission('s3:GetObject', true), permission('s3:PutObject', false)] },
    { role: 'closer', permissions: [permission('sqs:SendMessage', true)] },
  ],
  denied: [
    {
      ...{
        role: 'inspector',
        action: 's3:DeleteObject',
        resource: 'arn:aws:s3:::media/a\u001b[2J',
        count: 2,
      },
      because: 'because no identity-based policy allows the s3:DeleteObject action',
      lastAt: '2026-11-21T18:00:05.123Z',
    },
  ],
}

test('denied calls come first, with why and how often; then what each role never used', () => {
  const lines = permissionText(REPORT)
    .split('\n')
    .map((line) => line.trim())
  expect(lines[0]).toBe('Denied:')
  expect(lines[1]).toMatch(/^inspector +s3:DeleteObject on arn:aws:s3:::media\/a/)
  expect(lines[2]).toMatch(/allows the s3:DeleteObject action; 2 times, last 2026-11-21 18:00:05 UTC$/)
  expect(lines.slice(4)).toEqual([
    'inspector  1 of 2 permissions used',
    'never used: s3:PutObject on arn:aws:s3:::media/*',
    'closer  1 of 1 permissions used',
  ])
})

test('a key that would move the cursor is shown without that', () => {
  expect(permissionText(REPORT)).not.toContain('\u001b[2J')
})

test('without denied calls and without roles it says so', () => {
  expect(permissionText({ ...REPORT, denied: [] })).toMatch(/^No call was denied\.\n/)
  expect(permissionText({ roles: [], denied: [] })).toBe('There is no such role.')
})
