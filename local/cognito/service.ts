// Cognito user pools: people with groups, sign-in by API and by browser, and the tokens that an authorizer checks.
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { authOperations, UNSIGNED_OPERATIONS } from './auth-operations.ts'
import { clientOperations } from './client-operations.ts'
import type { Cognito } from './cognito.ts'
import { domainOperations } from './domain-operations.ts'
import { createDoor } from './door.ts'
import { groupOperations } from './group-operations.ts'
import { poolOperations } from './pool-operations.ts'
import { openStore } from './store.ts'
import { userOperations } from './user-operations.ts'

// What has expired stays a while, so that a late caller hears "expired" and not "invalid".
const KEEP_EXPIRED_MS = 90 * 86_400_000

export function createCognitoService(context: CloudContext): OperationService {
  const cognito: Cognito = { context, store: openStore(context.dataDir) }
  return {
    signingName: 'cognito-idp',
    eventSource: 'cognito-idp.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSCognitoIdentityProviderService' },
    operations: {
      ...poolOperations(cognito),
      ...clientOperations(cognito),
      ...domainOperations(cognito),
      ...groupOperations(cognito),
      ...userOperations(cognito),
      ...authOperations(cognito),
    },
    unsigned: UNSIGNED_OPERATIONS,
    folder: 'cognito',
    door: createDoor(cognito),
    start: async () => cognito.store.dropExpired(context.clock.now() - KEEP_EXPIRED_MS),
    stop: async () => cognito.store.close(),
  }
}
