import { describe, expect, it } from '@jest/globals'
import { parseTemplateUrl } from '../../../local/cloudformation/operations/template-source.ts'
import type { ResourceRequest } from '../../../local/cloudformation/resources/provider.ts'
import { definitionText } from '../../../local/cloudformation/resources/state-machine-definition.ts'

const text = (properties: object) => definitionText({ properties } as unknown as ResourceRequest)
const DefinitionSubstitutions = { Name: 'greet', Seconds: 30 }

describe('the definition of a state machine', () => {
  it('takes substitutions in every text of an object, and keeps its numbers', async () => {
    const Definition = { 'State of ${Name}': { Arn: 'fn:${Name}', TimeoutSeconds: 5, List: ['${Seconds}'] } }
    expect(JSON.parse(await text({ Definition, DefinitionSubstitutions }))).toEqual({
      'State of greet': { Arn: 'fn:greet', TimeoutSeconds: 5, List: ['30'] },
    })
  })
  it('leaves JSONata and names without a substitution alone', async () => {
    const DefinitionString = '{"a":"{% $states.input.${Other} %}","b":"${Name}"}'
    expect(await text({ DefinitionString, DefinitionSubstitutions })).toBe(
      '{"a":"{% $states.input.${Other} %}","b":"greet"}',
    )
  })
  it('must come from somewhere', async () => {
    await expect(text({})).rejects.toThrow('Definition')
  })
})

describe('TemplateURL', () => {
  it.each([
    ['https://s3.amazonaws.com/store/a/b%20c.json', 'store', 'a/b c.json'],
    ['https://s3.ap-northeast-2.amazonaws.com/store/a.json', 'store', 'a.json'],
    ['https://store.s3.eu-west-1.amazonaws.com/a/b.json', 'store', 'a/b.json'],
    ['http://127.0.0.1:4566/store/a.json', 'store', 'a.json'],
  ])('%s', (url, Bucket, Key) => {
    expect(parseTemplateUrl(url, 'http://127.0.0.1:4566')).toEqual({ Bucket, Key })
  })
  it.each(['https://example.com/store/a.json', 'store/a.json', 'https://s3.amazonaws.com/store'])(
    'not %s',
    (url) => {
      expect(() => parseTemplateUrl(url, 'http://127.0.0.1:4566')).toThrow(
        'TemplateURL must reference a valid S3 object',
      )
    },
  )
})
