import type { Asset, ModerationReport } from '../../../schemas/generated/types.ts'

/** What the record keeps of who looked at the pictures; the findings have a place of their own. */
export function summariseModeration(reports: ModerationReport[]): NonNullable<Asset['moderation']> {
  const report = reports.find(({ detector }) => detector === 'visual')
  if (report === undefined) return { looked: false }
  const { looked, modelVersion, notCovered, reason } = report
  return {
    looked,
    ...(modelVersion !== undefined && { modelVersion }),
    ...(notCovered && { notCovered }),
    ...(reason && { reason }),
  }
}
