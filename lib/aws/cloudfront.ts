import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { getSignedCookies } from '@aws-sdk/cloudfront-signer'
import { calling } from './translate.ts'

const client = new CloudFrontClient({})

export interface SigningKey {
  /** Of the public key at CloudFront. */
  keyPairId: string
  /** PEM. */
  privateKey: string
}

/** Cookies by their names. */
export const signCookies = (policy: string, key: SigningKey): Record<string, string> =>
  Object.fromEntries(
    Object.entries(getSignedCookies({ policy, ...key })).map(([name, value]) => [name, String(value)]),
  )

/** Lets the edges forget what is below a path, which may end with `*`. The same reference again is the same invalidation. */
export async function invalidate(distributionId: string, path: string, reference: string): Promise<void> {
  await calling('invalidating a path', () =>
    client.send(
      new CreateInvalidationCommand({
        DistributionId: distributionId,
        InvalidationBatch: { CallerReference: reference, Paths: { Quantity: 1, Items: [path] } },
      }),
    ),
  )
}
