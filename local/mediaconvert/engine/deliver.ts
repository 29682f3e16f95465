// From the files ffmpeg made to objects in S3, group by group.
import { deliverCmaf } from './deliver-cmaf.ts'
import { deliverFiles } from './deliver-files.ts'
import type { OutputGroupDocument } from '../settings.ts'
import type { GroupReport } from './output-report.ts'
import type { Plan } from './plan.ts'
import type { Delivery } from './put-output.ts'

/** Uploads every output of the plan and reports per group, in the order of the job. */
export async function deliver(
  plan: Plan,
  groups: OutputGroupDocument[],
  circumstances: Omit<Delivery, 'group'>,
): Promise<GroupReport[]> {
  const reports: GroupReport[] = []
  for (const [index, group] of groups.entries()) {
    const outputs = plan.outputs.filter(({ groupIndex }) => groupIndex === index)
    const isCmaf = group.outputGroupSettings?.type === 'CMAF_GROUP_SETTINGS'
    const delivery = { ...circumstances, group }
    reports.push(isCmaf ? await deliverCmaf(outputs, delivery) : await deliverFiles(outputs, delivery))
  }
  return reports
}
