import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import { openLab, type Lab } from './lab.ts'

let lab: Lab
beforeEach(async () => {
  lab = await openLab()
})
afterEach(() => lab.close())

const box = (Properties: object = {}) => ({ Type: 'Test::Box', Properties })

describe('change sets', () => {
  const template = (Content: string) =>
    JSON.stringify({ Resources: { A: box({ Content }), B: box({ Kind: Content }) } })
  const prepare = async (Content: string, ChangeSetType: 'CREATE' | 'UPDATE') => {
    const key = { StackName: 'crate', ChangeSetName: `set-${Content}` }
    await lab.client.send(
      new CreateChangeSetCommand({ ...key, ChangeSetType, TemplateBody: template(Content) }),
    )
    return { key, found: await lab.client.send(new DescribeChangeSetCommand(key)) }
  }
  it('make a stack in review, then the stack', async () => {
    const { key, found } = await prepare('one', 'CREATE')
    expect(found).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
    const { Stacks } = await lab.client.send(new DescribeStacksCommand({ StackName: 'crate' }))
    expect(Stacks![0]!.StackStatus).toBe('REVIEW_IN_PROGRESS')
    await lab.client.send(new ExecuteChangeSetCommand(key))
    expect((await lab.settled('crate')).StackStatus).toBe('CREATE_COMPLETE')
  })

  it('say what would change, and fail when nothing would', async () => {
    await lab.create(template('one'))
    const { found } = await prepare('two', 'UPDATE')
    expect(
      found.Changes!.map(({ ResourceChange: change }) => [
        change!.Action,
        change!.LogicalResourceId,
        change!.Replacement,
      ]),
    ).toEqual([
      ['Modify', 'A', 'False'],
      ['Modify', 'B', 'True'],
    ])
    const { found: empty, key } = await prepare('one', 'UPDATE')
    expect(empty).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringContaining("didn't contain changes"),
    })
    await expect(lab.client.send(new ExecuteChangeSetCommand(key))).rejects.toMatchObject({
      name: 'InvalidChangeSetStatusException',
    })
  })

  it('refuse a function that cannot work before anything is made', async () => {
    const Content = { 'Fn::FindInMap': ['Sizes', 'small', 'Disk'] }
    const broken = { Mappings: { Sizes: {} }, Resources: { A: box({ Content }) } }
    await expect(lab.create(broken)).rejects.toThrow('Unable to get mapping for Sizes::small::Disk')
    await expect(lab.settled('crate')).rejects.toThrow('does not exist')
  })

  it("follow a change of the stack's tags to the resources that carry them", async () => {
    const Tags = (Value: string) => ({ Tags: [{ Key: 'STAGE', Value }] })
    const seen: string[] = []
    lab.world.onUpdate = ({ stackTags, previousStackTags }) => {
      seen.push(`${previousStackTags[0]!.Value} -> ${stackTags[0]!.Value}`)
    }
    await lab.create({ Resources: { A: box() } }, Tags('dev'))
    await lab.update({ Resources: { A: box() } }, Tags('prod'))
    expect(seen).toEqual(['dev -> prod'])
  })
})
