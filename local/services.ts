// Which services there are. A service is made once, here, and knows the others only by their API.
import { createApiGatewayService } from './apigateway/service.ts'
import { createCloudFormationService } from './cloudformation/service.ts'
import { createCloudFrontServices } from './cloudfront/service.ts'
import { createCloudWatchService } from './cloudwatch/service.ts'
import { createCognitoService } from './cognito/service.ts'
import { createComprehendService } from './comprehend/service.ts'
import { createDynamoDbService } from './dynamodb/service.ts'
import { createEcrService } from './ecr/service.ts'
import { createEventsService } from './events/service.ts'
import type { EventFaults } from './gateway/admin.ts'
import { createIamService } from './iam/service.ts'
import type { IamService } from './iam/service.ts'
import { createKmsService } from './kms/service.ts'
import { createLambdaService } from './lambda/service.ts'
import { createLogsService } from './logs/service.ts'
import { createMediaConvertService } from './mediaconvert/service.ts'
import { createRekognitionService } from './rekognition/service.ts'
import type { CloudContext, ServiceEvent, ServiceMetric } from './runtime/context.ts'
import type { LocalService } from './runtime/service.ts'
import { createS3Service } from './s3/service.ts'
import { createSnsService } from './sns/service.ts'
import { createSqsService } from './sqs/service.ts'
import { createSsmService } from './ssm/service.ts'
import { createStatesService } from './states/service.ts'
import { createStsService } from './sts/service.ts'
import { createTranscribeService } from './transcribe/service.ts'

export interface Services {
  /** In the order in which they start; they stop in the opposite order. */
  all: LocalService[]
  iam: IamService
  emitEvent(event: ServiceEvent): Promise<void>
  measure(metric: ServiceMetric): void
  eventFaults: EventFaults | undefined
}

export function createServices(context: CloudContext): Services {
  const events = createEventsService(context)
  const cloudWatch = createCloudWatchService(context, () => all.flatMap((one) => one.gauges?.() ?? []))
  const policyOf = (arn: string) =>
    all.find((service) => service.signingName === arn.split(':')[2])?.policyOf?.(arn)
  const iam = createIamService(context, policyOf)
  const all: LocalService[] = [
    createStsService(context),
    iam,
    createKmsService(context),
    createEcrService(context),
    createDynamoDbService(context),
    createSqsService(context),
    createSnsService(context),
    events,
    createS3Service(context),
    createSsmService(context),
    createLogsService(context),
    createLambdaService(context),
    createMediaConvertService(context),
    createRekognitionService(context),
    createComprehendService(context),
    createTranscribeService(context),
    createCognitoService(context),
    createStatesService(context),
    cloudWatch,
    createApiGatewayService(context),
    ...createCloudFrontServices(context),
    createCloudFormationService(context),
  ]
  return {
    all,
    iam,
    emitEvent(event) {
      cloudWatch.observe(event)
      return events.bus.put(event)
    },
    measure: (metric) => cloudWatch.measure(metric),
    eventFaults: { add: (fault) => events.bus.inject(fault), clear: () => events.bus.clearFaults() },
  }
}
