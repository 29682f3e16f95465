import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  DeleteStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
} from '@aws-sdk/client-cloudformation'
import { openLab, type Lab } from './lab.ts'

let lab: Lab
beforeEach(async () => {
  lab = await openLab()
})
afterEach(() => lab.close())

const box = (Properties: object = {}, more: object = {}) => ({ Type: 'Test::Box', Properties, ...more })
const contents = () => [...lab.world.boxes.values()].map((one) => one['Content'])
const forget = () => lab.world.done.splice(0)

describe('creating', () => {
  it('makes resources after what they refer to or depend on', async () => {
    const stack = await lab.create({
      Resources: {
        Last: box({ Content: { 'Fn::Sub': '${Middle.Arn}' } }),
        Middle: box({}, { DependsOn: ['First'] }),
        First: box(),
      },
    })
    expect(stack.StackStatus).toBe('CREATE_COMPLETE')
    expect(lab.world.done).toEqual(['create First', 'create Middle', 'create Last'])
  })

  it('tells its story newest first', async () => {
    await lab.create({ Resources: { One: box() } })
    expect(await lab.events()).toEqual([
      'CREATE_COMPLETE crate',
      'CREATE_COMPLETE One',
      'CREATE_IN_PROGRESS One: Resource creation Initiated',
      'CREATE_IN_PROGRESS One',
      'CREATE_IN_PROGRESS crate: User Initiated',
    ])
  })

  it('rolls back what it made when one fails', async () => {
    lab.world.broken.add('Bad')
    const stack = await lab.create({ Resources: { Good: box(), Bad: box({ Content: { Ref: 'Good' } }) } })
    expect(stack).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' })
    expect(lab.world.boxes.size).toBe(0)
    expect(await lab.events()).toEqual(
      expect.arrayContaining([
        'CREATE_FAILED Bad: the Bad box is broken',
        'ROLLBACK_IN_PROGRESS crate: The following resource(s) failed to create: [Bad]. Rollback requested by user.',
        'DELETE_COMPLETE Good',
      ]),
    )
    await expect(lab.update({ Resources: { Good: box() } })).rejects.toThrow(
      /ROLLBACK_COMPLETE state and can not be updated/,
    )
  })

  it('takes back a resource that exists already when its making fails', async () => {
    const stack = await lab.create({ Resources: { Bomb: box({ Content: 'explosive' }) } })
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(lab.world.boxes.size).toBe(0)
  })

  it('refuses a property it does not know', async () => {
    await lab.create({ Resources: { One: box({ Colour: 'red' }) } })
    expect((await lab.events()).join('\n')).toContain(
      'CREATE_FAILED One: Properties validation failed for resource One with message:\n#: extraneous key [Colour] is not permitted',
    )
  })
})

describe('updating', () => {
  const before = { Resources: { Kept: box({ Content: 'old' }), Gone: box() } }

  it('changes in place, adds, removes, and leaves the rest alone', async () => {
    await lab.create({ Resources: { ...before.Resources, Same: box({ Content: 'same' }) } })
    forget()
    const stack = await lab.update({
      Resources: { Kept: box({ Content: 'new' }), Same: box({ Content: 'same' }), Added: box() },
    })
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE')
    expect(lab.world.done).toEqual(['update Kept', 'create Added', 'remove Gone'])
  })

  it('says so when nothing would change', async () => {
    await lab.create(before)
    await expect(lab.update(before)).rejects.toThrow('No updates are to be performed.')
  })

  it('replaces before it removes, and what refers to the old one follows', async () => {
    const template = (Kind: string) => ({
      Resources: { Core: box({ Kind }), Shell: box({ Content: { Ref: 'Core' } }) },
    })
    await lab.create(template('a'))
    forget()
    await lab.update(template('b'))
    expect(lab.world.done).toEqual(['create Core', 'update Shell', 'remove Core'])
    expect(lab.world.boxes.size).toBe(2)
  })

  it('cannot replace what has a name of its own', async () => {
    const template = (Kind: string) => ({ Resources: { Core: box({ Name: 'core', Kind }) } })
    await lab.create(template('a'))
    const stack = await lab.update(template('b'))
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await lab.events()).join()).toContain('Rename core and update the stack again.')
    expect(lab.world.boxes.get('core')).toEqual({ Name: 'core', Kind: 'a' })
  })

  it('returns to what was when one fails', async () => {
    await lab.create(before)
    lab.world.broken.add('Added')
    const changed = {
      Resources: {
        Kept: box({ Content: 'new' }),
        Early: box({ Content: 'early' }),
        Added: box({ Content: { 'Fn::Sub': '${Kept}${Early}' } }),
      },
    }
    const stack = await lab.update(changed)
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(contents()).toEqual(['old', undefined])
    const { TemplateBody } = await lab.client.send(new GetTemplateCommand({ StackName: 'crate' }))
    expect(JSON.parse(TemplateBody!)).toEqual(before)
    await expect(lab.update(before)).rejects.toThrow('No updates are to be performed.')
  })

  it('takes replacements back when a later resource fails', async () => {
    const template = (Kind: string, Content: string) => ({
      Resources: { Core: box({ Kind }), Shell: box({ Content }, { DependsOn: 'Core' }) },
    })
    await lab.create(template('a', 'calm'))
    const names = [...lab.world.boxes.keys()]
    const stack = await lab.update(template('b', 'explosive'))
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect([...lab.world.boxes.keys()]).toEqual(names)
    expect(contents()).toEqual([undefined, 'calm'])
  })

  it('takes a half-done update in place back with what it had tried', async () => {
    await lab.create({ Resources: { Half: box({ Content: 'calm' }) } })
    const before: unknown[] = []
    lab.world.onUpdate = ({ previous }) => before.push(previous['Content'])
    const stack = await lab.update({ Resources: { Half: box({ Content: 'half' }) } })
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(before).toEqual(['calm', 'half'])
    expect(contents()).toEqual(['calm'])
  })

  it('keeps what its policy retains', async () => {
    await lab.create({ Resources: { A: box(), B: box({}, { DeletionPolicy: 'Retain' }) } })
    await lab.update({ Resources: { A: box() } })
    expect(lab.world.boxes.size).toBe(2)
    expect(await lab.events()).toContain('DELETE_SKIPPED B')
  })

  it('does not let a logical id change its type', async () => {
    await lab.create({ Resources: { A: box() } })
    await expect(lab.update({ Resources: { A: { Type: 'Test::Stamp' } } })).rejects.toThrow(
      'The new template modifies resource type of the following resources: [A]',
    )
  })
})

describe('deleting', () => {
  const remove = (StackName: string) => lab.client.send(new DeleteStackCommand({ StackName }))

  it('removes dependents first, and the name is free again', async () => {
    const stack = await lab.create({ Resources: { Shell: box({ Content: { Ref: 'Core' } }), Core: box() } })
    forget()
    await remove('crate')
    expect((await lab.settled(stack.StackId!)).StackStatus).toBe('DELETE_COMPLETE')
    expect(lab.world.done).toEqual(['remove Shell', 'remove Core'])
    await expect(lab.client.send(new DescribeStacksCommand({ StackName: 'crate' }))).rejects.toThrow(
      'Stack with id crate does not exist',
    )
  })

  it('stops at what cannot be removed and can be tried again', async () => {
    await lab.create({ Resources: { Shell: box({ Content: { Ref: 'Core' } }), Core: box(), Side: box() } })
    lab.world.broken.add('Shell')
    await remove('crate')
    expect(await lab.settled('crate')).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [Shell]. ',
    })
    expect(lab.world.boxes.size).toBe(2)
    lab.world.broken.clear()
    const { StackId } = await lab.settled('crate')
    await remove('crate')
    expect((await lab.settled(StackId!)).StackStatus).toBe('DELETE_COMPLETE')
    expect(lab.world.boxes.size).toBe(0)
  })
})

describe('exports', () => {
  const exporter = {
    Resources: { A: box({ Content: 'tea' }) },
    Outputs: { Out: { Value: { 'Fn::GetAtt': ['A', 'Content'] }, Export: { Name: 'drink' } } },
  }
  const importer = { Resources: { B: box({ Content: { 'Fn::ImportValue': 'drink' } }) } }

  it('are seen by other stacks, and stay while they are used', async () => {
    await lab.create(exporter, { StackName: 'cellar' })
    await lab.create(importer, { StackName: 'table' })
    expect(contents()).toEqual(['tea', 'tea'])
    const { Exports } = await lab.client.send(new ListExportsCommand({}))
    expect(Exports).toMatchObject([{ Name: 'drink', Value: 'tea' }])
    await expect(lab.client.send(new DeleteStackCommand({ StackName: 'cellar' }))).rejects.toThrow(
      'Export drink cannot be deleted as it is in use by table',
    )
  })

  it('belong to one stack', async () => {
    await lab.create(exporter, { StackName: 'cellar' })
    const stack = await lab.create(exporter, { StackName: 'attic' })
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE')
    expect((await lab.events('attic')).join()).toContain(
      'Export with name drink is already exported by stack cellar',
    )
  })
})

it('names what is not there as AWS does', async () => {
  await lab.create({ Resources: { A: box() } })
  const ask = (StackName: string, LogicalResourceId: string) =>
    lab.client.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId }))
  await expect(ask('crate', 'Nope')).rejects.toThrow('Resource Nope does not exist for stack crate')
  await expect(ask('other', 'A')).rejects.toThrow("Stack 'other' does not exist")
})

it('rolls back, after a restart, an operation that was cut off', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  const { providerOf } = lab.world
  lab.world.providerOf = (type) => {
    const provider = providerOf(type)
    if (type !== 'Test::Stamp' || !provider) return provider
    return { ...provider, create: () => gate.then(() => Promise.reject(new Error('too late'))) }
  }
  const slow = await openLab(lab.world)
  void slow
    .create({ Resources: { A: box(), Slow: { Type: 'Test::Stamp', DependsOn: 'A' } } })
    .catch(() => undefined)
  while (lab.world.boxes.size === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await slow.close({ keepsData: true })
  release()
  const again = await openLab(lab.world, slow.dataDir)
  expect((await again.settled('crate')).StackStatus).toBe('ROLLBACK_COMPLETE')
  expect(lab.world.boxes.size).toBe(0)
  await again.close()
})
