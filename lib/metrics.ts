// Numbers for dashboards and alarms, written into the log in embedded metric format: telling one costs no call.
import { Metrics } from '@aws-lambda-powertools/metrics'
import { setting } from './environment.ts'

const METRIC_UNITS = {
  AssetsUploaded: 'Count',
  AssetsPublished: 'Count',
  AssetsRejected: 'Count',
  AssetsQuarantined: 'Count',
  AssetsFailed: 'Count',
  /** From the registration to the first publication, reviews and waits for job files included. */
  TimeToPublish: 'Milliseconds',
  /** Reviews that nobody decided before their deadline. */
  ReviewsExpired: 'Count',
  OpenReviews: 'Count',
  OldestOpenReview: 'Seconds',
  /** Jobs that MediaConvert has not begun. */
  TranscodeBacklog: 'Count',
  TranscodesRunning: 'Count',
  /** Requests for which the detector has had no room yet. */
  ModerationBacklog: 'Count',
  /** Of the month's budget, by estimates and by what was really used. */
  BudgetShareUsed: 'Percent',
  /** Assets that wait for a budget. */
  ParkedAssets: 'Count',
  /** Assets without an outcome on which nothing works any more. */
  StuckAssets: 'Count',
  /** Events that endpoints took, and attempts at which they did not. */
  WebhookDeliveries: 'Count',
  WebhookFailures: 'Count',
} as const

export type Measured = Partial<Record<keyof typeof METRIC_UNITS, number>>

/** Tells the numbers of this moment; those that are undefined are left out. */
export type Measure = (measured: Measured) => void

/** Every metric has one dimension, the stage: that of the service, which Powertools adds, says nothing. */
export function measureFor(stage: string): Measure {
  const metrics = new Metrics({ namespace: 'Reelgate' })
  metrics.clearDefaultDimensions()
  metrics.setDefaultDimensions({ stage })
  return (measured) => {
    const told = Object.entries(measured).filter(([, value]) => value !== undefined)
    if (told.length === 0) return
    for (const [name, value] of told)
      metrics.addMetric(name, METRIC_UNITS[name as keyof typeof METRIC_UNITS], value)
    metrics.publishStoredMetrics()
  }
}

export const measure = (): Measure => measureFor(setting('STAGE'))
