// Which services there are. A service is made once, here, and knows the others only by their API.
import { createDynamoDbService } from './dynamodb/service.ts'
import type { EventFaults } from './gateway/admin.ts'
import { createLambdaService } from './lambda/service.ts'
import type { CloudContext, ServiceEvent } from './runtime/context.ts'
import type { LocalService } from './runtime/service.ts'

import { createS3Service } from './s3/service.ts'
import { createSnsService } from './sns/service.ts'
import { createMessaging } from './sqs/messaging.ts'
import { createSqsService } from './sqs/service.ts'
import { createStsService } from './sts/service.ts'

export interface Services {
  /** In the order in which they start; they stop in the opposite order. */
  all: LocalService[]
  emitEvent(event: ServiceEvent): Promise<void>
  eventFaults: EventFaults | undefined
}

export function createServices(context: CloudContext): Services {
  const messaging = createMessaging(context)
  const all: LocalService[] = [
    createStsService(context),
    createDynamoDbService(context),

    createS3Service(context),
    createSqsService(context, messaging),
    createSnsService(context, messaging),
    createLambdaService(context),
  ]
  return { all, emitEvent: async () => {}, eventFaults: undefined }
}
