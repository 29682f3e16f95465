import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation'

/** The status of a stack, by its name or id, when nothing is done to it any more. */
export async function settledStack(stacks: CloudFormationClient, nameOrId: string): Promise<string> {
  for (;;) {
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: nameOrId }))
    const { StackStatus = '' } = Stacks![0]!
    if (!StackStatus.endsWith('_IN_PROGRESS')) return StackStatus
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
