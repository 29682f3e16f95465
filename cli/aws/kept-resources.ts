// What outlives a stack: its template retains it, so that removing code never removes what people uploaded or decided.
import {
  GetTemplateCommand,
  paginateListStackResources,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation'
import type { Target } from '../target.ts'

export interface KeptResource {
  /** As in the template: `IngestBucket`. */
  logicalId: string
  /** `AWS::S3::Bucket` */
  type: string
  physicalId: string
}

interface Template {
  Resources?: Record<string, { DeletionPolicy?: string }>
}

/** To be asked before the stack is removed; what was never made is not among them. */
export async function findKeptResources(
  client: CloudFormationClient,
  { stackName: StackName }: Target,
): Promise<KeptResource[]> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }))
  const { Resources = {} } = JSON.parse(TemplateBody) as Template
  const kept: KeptResource[] = []
  for await (const page of paginateListStackResources({ client }, { StackName })) {
    for (const one of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId: logicalId = '', PhysicalResourceId: physicalId } = one
      if (physicalId && Resources[logicalId]?.DeletionPolicy?.startsWith('Retain'))
        kept.push({ logicalId, type: one.ResourceType ?? '', physicalId })
    }
  }
  return kept
}
