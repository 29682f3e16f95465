// From the files ffmpeg made to objects in S3, group by group.
import { deliverCmaf } from './deliver-cmaf.ts'
import { deliverFiles } from './deliver-files.ts'
import type { GroupReport } from './output-report.ts'
import type { Plan } from './plan.ts'
import type { Delivery } from './put-output.ts'

/** Uploads every output of the plan and reports per group, in the order of the job. */
export async function deliver(
  plan: Plan,
  delivery: Delivery,
  durationSeconds: number,
): Promise<GroupReport[]> {
  const groups = delivery.settings.outputGroups!
  const reports: GroupReport[] = []
  for (const [index, group] of groups.entries()) {
    const outputs = plan.outputs.filter(({ groupIndex }) => groupIndex === index)
    const isCmaf = group.outputGroupSettings?.type === 'CMAF_GROUP_SETTINGS'
    reports.push(
      isCmaf
        ? await deliverCmaf(group, outputs, delivery)
        : await deliverFiles(group, outputs, delivery, durationSeconds),
    )
  }
  return reports
}
