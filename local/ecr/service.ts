// A container registry without a repository. `sls remove` asks for one by name and takes only this answer for "none".
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'

interface DescribeRepositoriesInput {
  repositoryNames?: string[]
}

export function createEcrService(context: CloudContext): OperationService {
  return {
    signingName: 'ecr',
    eventSource: 'ecr.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AmazonEC2ContainerRegistry_V20150921' },
    operations: {
      DescribeRepositories({ repositoryNames = [] }: DescribeRepositoriesInput) {
        const [name] = repositoryNames
        if (name === undefined) return { repositories: [] }
        throw new AwsError(
          'RepositoryNotFoundException',
          `The repository with name '${name}' does not exist in the registry with id '${context.accountId}'`,
        )
      },
    },
  }
}
