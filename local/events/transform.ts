// What a target gets: the event, a part of it, a constant, or a template filled from it.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
import { AwsError } from '../runtime/aws-error.ts'
import type { BusEvent } from './event.ts'
import { parseJsonPath, readJsonPath } from './json-path.ts'
import type { InputTransformer, Rule, Target } from './records.ts'

const PLACEHOLDER = /<([\w.-]+)>/g

export interface Ingested {
  event: BusEvent
  rule: Pick<Rule, 'Arn' | 'Name'>
  /** Milliseconds since the epoch. */
  ingestedAtMs: number
}

/** The text that is sent to the target. */
export function buildTargetInput(target: Target, ingested: Ingested): string {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined)
    return JSON.stringify(readJsonPath(ingested.event, target.InputPath) ?? null)
  if (target.InputTransformer) return fillTemplate(target.InputTransformer, ingested)
  return JSON.stringify(ingested.event)
}

function valuesOf(
  transformer: InputTransformer,
  { event, rule, ingestedAtMs }: Ingested,
): Record<string, unknown> {
  const { detail: _detail, ...envelope } = event
  return {
    ...Object.fromEntries(
      Object.entries(transformer.InputPathsMap ?? {}).map(([name, path]) => [
        name,
        readJsonPath(event, path),
      ]),
    ),
    'aws.events.rule-arn': rule.Arn,
    'aws.events.rule-name': rule.Name,
    'aws.events.event.ingestion-time': new Date(ingestedAtMs).toISOString(),
    'aws.events.event': envelope,
    'aws.events.event.json': event,
  }
}

function fillTemplate(transformer: InputTransformer, ingested: Ingested): string {
  const values = valuesOf(transformer, ingested)
  return substitute(transformer.InputTemplate, (name, isQuoted) => {
    // A path that finds nothing gives an empty text.
    const value = values[name] ?? ''
    return isQuoted ? insideQuotes(value) : JSON.stringify(value)
  })
}

// Inside a quoted text an object loses its quotes, as it does on AWS; a text keeps the JSON around it valid.
const insideQuotes = (value: unknown) =>
  typeof value === 'string'
    ? JSON.stringify(value).slice(1, -1)
    : JSON.stringify(value).replaceAll(/\\.|"/g, '')

function substitute(template: string, fill: (name: string, isQuoted: boolean) => string): string {
  let isQuoted = false
  let at = 0
  return template.replaceAll(PLACEHOLDER, (_text, name: string, offset: number) => {
    for (; at < offset; at++) {
      if (template[at] === '\\') at++
      else if (template[at] === '"') isQuoted = !isQuoted
    }
    return fill(name, isQuoted)
  })
}

const invalid = (target: Target, what: string) =>
  new AwsError('ValidationException', `Invalid ${what} for target ${target.Id}.`)

/** @throws ValidationException for input settings that could never be filled */
export function checkTargetInput(target: Target) {
  const given = [target.Input, target.InputPath, target.InputTransformer].filter((one) => one !== undefined)
  if (given.length > 1) {
    throw new AwsError(
      'ValidationException',
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`,
    )
  }
  if (target.Input !== undefined && !isJson(target.Input)) throw invalid(target, 'Input: it is not JSON')
  if (target.InputPath !== undefined) parseJsonPath(target.InputPath)
  if (target.InputTransformer) checkTransformer(target, target.InputTransformer)
}

function checkTransformer(target: Target, { InputPathsMap = {}, InputTemplate }: InputTransformer) {
  for (const [name, path] of Object.entries(InputPathsMap)) {
    if (name.toLowerCase().startsWith('aws')) throw invalid(target, `InputPathsMap: ${name} is reserved`)
    parseJsonPath(path)
  }
  for (const [, name] of InputTemplate.matchAll(PLACEHOLDER)) {
    if (name!.startsWith('aws.events.') || Object.hasOwn(InputPathsMap, name!)) continue
    throw invalid(target, `InputTemplate: the placeholder <${name}> has no path`)
  }
  // Quoted texts on several lines are allowed beside one JSON value.
  const sample = substitute(InputTemplate, (_name, isQuoted) => (isQuoted ? '' : '""'))
  if (!isJson(sample) && !sample.trim().split(/\r?\n/).every(isJson))
    throw invalid(target, 'InputTemplate: it is not JSON')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
