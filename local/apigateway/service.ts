// Amazon API Gateway: HTTP APIs in front of Lambda functions.
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { createApiOperations } from './control/apis.ts'
import { createAuthorizerOperations } from './control/authorizers.ts'
import { createIntegrationOperations } from './control/integrations.ts'
import { createRouteOperations } from './control/routes.ts'
import { createStageOperations } from './control/stages.ts'
import { createTagOperations } from './control/tags.ts'
import { ROUTES } from './routes.ts'
import { createDoor } from './serve/door.ts'
import { openStore } from './store.ts'

export function createApiGatewayService(context: CloudContext): OperationService {
  const store = openStore(context.dataDir)
  const { door, close } = createDoor(context, store)
  return {
    signingName: 'apigateway',
    eventSource: 'apigateway.amazonaws.com',
    protocol: { kind: 'rest-json', routes: ROUTES },
    operations: {
      ...createApiOperations(context, store),
      ...createRouteOperations(store),
      ...createIntegrationOperations(store),
      ...createAuthorizerOperations(store),
      ...createStageOperations(context, store),
      ...createTagOperations(store),
    },
    door,
    async stop() {
      close()
      store.close()
    },
  }
}
