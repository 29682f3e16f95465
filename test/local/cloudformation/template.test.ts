import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ValidateTemplateCommand } from '@aws-sdk/client-cloudformation'
import { openLab, type Lab } from './lab.ts'

let lab: Lab
let count = 0

beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

const box = (Properties: object = {}, more: object = {}) => ({ Type: 'Test::Box', Properties, ...more })

/** Outputs of a stack of its own. */
async function outputsOf(template: object, parameters: Record<string, string> = {}) {
  const stack = await lab.create(
    { Resources: { Box: box({ Content: 'tea' }) }, ...template },
    {
      StackName: `values-${++count}`,
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    },
  )
  return new Map(stack.Outputs!.map((output) => [output.OutputKey, output.OutputValue]))
}

const evaluate = async (Value: unknown, template: object = {}, parameters: Record<string, string> = {}) =>
  (await outputsOf({ ...template, Outputs: { Answer: { Value } } }, parameters)).get('Answer')

describe('intrinsic functions', () => {
  const cases: [string, unknown, string][] = [
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Box', 'Content'] }, 'tea'],
    ['GetAtt with a dot', { 'Fn::GetAtt': 'Box.Content' }, 'tea'],
    [
      'Sub with attributes and pseudo parameters',
      { 'Fn::Sub': '${AWS::Partition}/${Box.Content}' },
      'aws/tea',
    ],
    [
      'Sub with its own variables',
      { 'Fn::Sub': ['${a}-${b}', { a: '1', b: { Ref: 'AWS::URLSuffix' } }] },
      '1-amazonaws.com',
    ],
    ['Sub leaves an escaped placeholder', { 'Fn::Sub': '${!AssetId}' }, '${AssetId}'],
    ['Join', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 7]] }, 'arn:aws:7'],
    ['Select of Split', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'Disk'] }, '40'],
    ['Base64', { 'Fn::Base64': '한글' }, Buffer.from('한글').toString('base64')],
    [
      'If takes the branch of the condition',
      { 'Fn::If': ['IsRegion', 'yes', { Ref: 'AWS::NoValue' }] },
      'yes',
    ],
    ['If of a negated condition', { 'Fn::If': ['IsNotRegion', 'yes', 'no'] }, 'no'],
    ['GetAZs', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'AWS::Partition' } } }, '{"a":"aws"}'],
  ]
  const template = {
    Transform: 'AWS::LanguageExtensions',
    Mappings: { Sizes: { 'us-east-1': { Disk: '40' } } },
    Conditions: {
      IsRegion: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      IsNotRegion: {
        'Fn::And': [
          { 'Fn::Not': [{ Condition: 'IsRegion' }] },
          { 'Fn::Or': [{ Condition: 'IsRegion' }, { 'Fn::Equals': ['a', 'b'] }] },
        ],
      },
    },
  }
  it.each(cases)('%s', async (_, value, expected) => {
    expect(await evaluate(value, template)).toBe(expected)
  })

  it('leaves out a property that is AWS::NoValue, also in a list', async () => {
    const name = `novalue-${++count}`
    await lab.create(
      {
        Resources: {
          Box: box({
            Name: name,
            Size: { Ref: 'AWS::NoValue' },
            Content: ['a', { Ref: 'AWS::NoValue' }, 'b'],
          }),
        },
      },
      { StackName: name },
    )
    expect(lab.world.boxes.get(name)).toEqual({ Name: name, Content: ['a', 'b'] })
  })

  it('reads YAML with short tags', async () => {
    const yaml = `
      AWSTemplateFormatVersion: 2010-09-09
      Resources:
        Box: { Type: Test::Box, Properties: { Content: !Sub 'in \${AWS::Region}' } }
      Outputs:
        Answer: { Value: !Join ['+', [!GetAtt Box.Content, !Select [0, !Split [',', 'x,y']]]] }`
    const stack = await lab.create(yaml, { StackName: `yaml-${++count}` })
    expect(stack.Outputs![0]!.OutputValue).toBe('in us-east-1+x')
  })
})

describe('parameters', () => {
  const Parameters = {
    Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'prod'] },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Size: { Type: 'Number', Default: 3, MinValue: 1, MaxValue: 9 },
    Name: {
      Type: 'String',
      Default: 'abc',
      AllowedPattern: '[a-z]+',
      ConstraintDescription: 'small letters only',
    },
  }
  it('take their defaults, and lists are split', async () => {
    const value = {
      'Fn::Join': ['|', [{ Ref: 'Stage' }, { 'Fn::Select': [1, { Ref: 'Zones' }] }, { Ref: 'Size' }]],
    }
    expect(await evaluate(value, { Parameters })).toBe('dev|b|3')
  })

  const refused: [string, Record<string, string>, string][] = [
    [
      'a value that is not allowed',
      { Stage: 'qa' },
      "Parameter 'Stage' must be one of AllowedValues: [dev, prod]",
    ],
    ['a number out of range', { Size: '10' }, "Parameter 'Size' must be a number not greater than 9"],
    [
      'a pattern that does not match',
      { Name: 'ABC' },
      "Parameter 'Name' failed to satisfy constraint: small letters only",
    ],
    ['a parameter that is not declared', { Other: '1' }, 'Parameters: [Other] do not exist in the template'],
  ]
  it.each(refused)('refuse %s', async (_, values, message) => {
    await expect(evaluate('x', { Parameters }, values)).rejects.toThrow(message)
  })

  it('must have values', async () => {
    await expect(evaluate('x', { Parameters: { Key: { Type: 'String' } } })).rejects.toThrow(
      'Parameters: [Key] must have values',
    )
  })
})

describe('ValidateTemplate', () => {
  const refused: [string, unknown, string][] = [
    ['text that is no JSON', '{"Resources": ', 'Template format error: JSON not well-formed.'],
    ['no resources', {}, 'Template format error: At least one Resources member must be defined.'],
    [
      'an unknown section',
      { Resources: { A: box() }, Ressources: {} },
      'Invalid template property or properties [Ressources]',
    ],
    [
      'an unknown type, and where the types are listed',
      { Resources: { A: { Type: 'AWS::Nonsense::Thing' } } },
      /Unrecognized resource types: \[AWS::Nonsense::Thing\].*local\/cloudformation\/SUPPORT\.md/,
    ] as [string, unknown, never],
    [
      'a reference that leads nowhere',
      { Resources: { A: box({ Content: { Ref: 'Missing' } }) } },
      'Template format error: Unresolved resource dependencies [Missing] in the Resources block of the template',
    ],
    [
      'a missing name in a Sub',
      { Resources: { A: box({ Content: { 'Fn::Sub': '${Gone.Arn}' } }) } },
      'Unresolved resource dependencies [Gone]',
    ],
    [
      'an output that refers to nothing',
      { Resources: { A: box() }, Outputs: { O: { Value: { 'Fn::GetAtt': ['B', 'Arn'] } } } },
      'Unresolved resource dependencies [B] in the Outputs block of the template',
    ],
    [
      'a transform',
      { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: box() } },
      'does not support the transform',
    ],
  ]
  it.each(refused)('refuses %s', async (_, template, message) => {
    const TemplateBody = typeof template === 'string' ? template : JSON.stringify(template)
    await expect(lab.client.send(new ValidateTemplateCommand({ TemplateBody }))).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        (message as unknown) instanceof RegExp
          ? expect.stringMatching(message)
          : expect.stringContaining(message),
    })
  })

  it('names a circle', async () => {
    const template = {
      Resources: {
        A: box({ Content: { Ref: 'B' } }),
        B: box({}, { DependsOn: 'C' }),
        C: box({ Content: { Ref: 'A' } }),
      },
    }
    await expect(lab.create(template, { StackName: 'circle' })).rejects.toThrow(
      'Circular dependency between resources: [A, B, C]',
    )
  })
})
