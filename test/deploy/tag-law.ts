// Every resource that can be tagged has the tags of the stack: CloudFormation puts those onto all of them. They stand beside
// the template, in what the framework hands to the deployment.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Template } from '../support/template.ts'

/** By them costs are told apart, and what a stage has left behind is found. */
const REQUIRED = ['Project', 'Stage']

export type StackTags = Record<string, string>

export function packagedState(folder: string): { stackTags: StackTags } {
  const text = readFileSync(join(folder, 'serverless-state.json'), 'utf8')
  const { service } = JSON.parse(text) as { service: { provider: { stackTags?: StackTags } } }
  return { stackTags: service.provider.stackTags ?? {} }
}

const ownTags = (tags: unknown): StackTags =>
  Array.isArray(tags)
    ? Object.fromEntries((tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]))
    : ((tags ?? {}) as StackTags)

/** A resource's own tag counts more than the stack's. */
export const missingTags = (stackTags: StackTags, { Resources }: Template): string[] => [
  ...REQUIRED.filter((name) => !stackTags[name]).map((name) => `the stack: no ${name}`),
  ...Object.entries(Resources).flatMap(([id, { Properties }]) =>
    Object.entries(ownTags(Properties?.['Tags']))
      .filter(([name, value]) => REQUIRED.includes(name) && value !== stackTags[name])
      .map(([name]) => `${id}: another ${name}`),
  ),
]
