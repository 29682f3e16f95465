// Nothing goes wrong unheard, and who is woken finds out what to do.
import { readProjectFile } from '../support/source-files.ts'
import {
  listOf,
  mentions,
  referredId,
  resourcesOf,
  type NamedResource,
  type Template,
} from '../support/template.ts'
import { deadLetterQueues } from './event-laws.ts'
import type { TemplateLaw } from './template-law.ts'

interface MetricShape {
  Namespace?: string
  MetricName?: string
  Dimensions?: { Name: string; Value: unknown }[]
}

const alarmsOf = (template: Template) => resourcesOf(template, 'AWS::CloudWatch::Alarm')

/** The one metric of an alarm, or those that it adds up. */
function metricsOf({ Properties }: NamedResource): MetricShape[] {
  const queries = (Properties['Metrics'] ?? []) as { MetricStat?: { Metric: MetricShape } }[]
  return queries.length === 0 ? [Properties] : queries.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])
}

/** Ids of what the alarms on a metric look at. */
const watchedBy = (template: Template, name: string) =>
  new Set(
    alarmsOf(template)
      .flatMap(metricsOf)
      .filter(({ MetricName }) => MetricName === name)
      .flatMap(({ Dimensions = [] }) => Dimensions.map(({ Value }) => referredId(Value))),
  )

const lettersAreSeen: TemplateLaw = (template) => {
  const watched = watchedBy(template, 'ApproximateNumberOfMessagesVisible')
  const named = resourcesOf(template, 'AWS::SQS::Queue').filter(({ id }) => id.endsWith('DeadLetters'))
  const queues = new Set([...deadLetterQueues(template), ...named.map(({ id }) => id)])
  return [...queues]
    .filter((id) => id !== undefined && !watched.has(id))
    .map((id) => `${id}: nobody is told of what lies in it (functions/ops/alarms.cjs)`)
}

const errorsAreSeen: TemplateLaw = (template) => {
  const watched = watchedBy(template, 'Errors')
  return resourcesOf(template, 'AWS::Lambda::Function')
    .filter(({ id }) => !watched.has(id))
    .map(({ id }) => `${id}: nobody is told when it fails`)
}

const somebodyIsTold: TemplateLaw = (template) =>
  alarmsOf(template)
    .filter(({ Properties }) =>
      ['AlarmActions', 'OKActions'].some(
        (name) => !listOf(Properties[name]).some((action) => mentions(action, 'AlarmTopic')),
      ),
    )
    .map(({ id }) => `${id}: tells nobody`)

/** As GitHub makes them of headings. */
const anchorsIn = (markdown: string) =>
  [...markdown.matchAll(/^#{2,4} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )

const RUNBOOK = /Runbook: docs\/operations\.md#([a-z0-9-]+)$/

const runbookOf = ({ Properties }: NamedResource) => RUNBOOK.exec(String(Properties['AlarmDescription']))?.[1]

const runbooksAreThere: TemplateLaw = (template) => {
  const anchors = anchorsIn(readProjectFile('docs/operations.md'))
  return alarmsOf(template)
    .filter((alarm) => !anchors.includes(runbookOf(alarm) ?? ''))
    .map((alarm) => `${alarm.id}: docs/operations.md has no section ${runbookOf(alarm) ?? '(none named)'}`)
}

/** A runbook of an alarm that is gone misleads whoever reads it. */
const runbooksAreMeant: TemplateLaw = (template) => {
  const [, runbooks = ''] = readProjectFile('docs/operations.md').split(/^## Runbooks$/m)
  const meant = alarmsOf(template).map(runbookOf)
  return anchorsIn(runbooks.split(/^## /m)[0] ?? '')
    .filter((anchor) => !meant.includes(anchor))
    .map((anchor) => `docs/operations.md#${anchor}: there is no such alarm`)
}

export const ALARM_LAWS: Record<string, TemplateLaw> = {
  'an alarm for every dead-letter queue': lettersAreSeen,
  'an alarm for every function that fails': errorsAreSeen,
  'alarms that tell somebody when they begin and when they end': somebodyIsTold,
  'a runbook for every alarm': runbooksAreThere,
  'an alarm for every runbook': runbooksAreMeant,
}
