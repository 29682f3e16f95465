// How option values of the commands for people are read.
import { InvalidArgumentError } from 'commander'
import { readEndpoint } from '../option-values.ts'

/** As Cognito takes them. */
export function readName(text: string): string {
  if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(text))
    throw new InvalidArgumentError('A user name has letters, digits and signs, and no spaces.')
  return text
}

export function readTaskId(text: string): string {
  const id = text.toLowerCase()
  if (!/^([0-9a-f]{4,31}|[0-9a-f]{32}(-[a-z0-9-]{0,40})?)$/.test(id))
    throw new InvalidArgumentError(
      'The id of a review task begins with that of its asset; 4 digits or more are enough.',
    )
  return id
}

export function readApiUrl(text: string): string {
  const url = readEndpoint(text)
  if (!url.startsWith('https:'))
    throw new InvalidArgumentError('The API of a stack is a URL like https://...')
  return url
}
