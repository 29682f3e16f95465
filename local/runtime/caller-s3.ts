// S3 over loopback, for services that read and write in the name of whoever asked them to.
import { S3Client } from '@aws-sdk/client-s3'
import type { CloudContext } from './context.ts'

/** What an unknown key stands for: the administrator of the account. */
const DEVELOPER = { accessKeyId: 'developer', secretAccessKey: 'developer' }

/** Without a role the caller is the developer. The client is destroyed by whoever opens it. */
export function openCallerS3(
  context: CloudContext,
  { roleArn, sessionName }: { roleArn: string | undefined; sessionName: string },
): S3Client {
  return new S3Client({
    endpoint: context.endpointUrl(),
    region: context.region,
    credentials: roleArn ? context.identities.issue(roleArn, sessionName) : DEVELOPER,
    forcePathStyle: true,
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

/** Whether a service will say the same again: there is no such thing, or it is not for the caller. */
export function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  return status !== undefined && status >= 400 && status < 500 && status !== 429
}
