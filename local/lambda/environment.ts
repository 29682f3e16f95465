// What an instance sees as `process.env`: its function's variables and what Lambda sets, nothing of the developer's.
import type { CloudContext } from '../runtime/context.ts'
import type { FunctionConfig } from './function-config.ts'

export interface InstanceIdentity {
  taskRoot: string
  logStreamName: string
}

/** The SDK puts the account before the host of key value stores, which an address in digits cannot have. */
const hostByName = (endpointUrl: string) => endpointUrl.replace('//127.0.0.1', '//localhost')

/** A stack remembers the port of the day of its deployment; what stands for a domain name here answers on today's. */
const onTodaysPort = (variables: Record<string, string> | undefined, endpointUrl: string) =>
  Object.fromEntries(
    Object.entries(variables ?? {}).map(([name, value]) => [
      name,
      value.replace(/^http:\/\/127\.0\.0\.1:\d+(?=\/_cdn\/)/, endpointUrl),
    ]),
  )

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
export function buildEnvironment(context: CloudContext, config: FunctionConfig, identity: InstanceIdentity) {
  const credentials = context.identities.issue(config.Role, config.FunctionName)
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: ':UTC',
    ...onTodaysPort(config.Environment?.Variables, context.endpointUrl()),
    _HANDLER: config.Handler,
    AWS_REGION: context.region,
    AWS_DEFAULT_REGION: context.region,
    AWS_ENDPOINT_URL: context.endpointUrl(),
    AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: hostByName(context.endpointUrl()),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: config.FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: config.Version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: config.LoggingConfig.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: identity.logStreamName,
    ...(config.LoggingConfig.LogFormat === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
    LAMBDA_TASK_ROOT: identity.taskRoot,
  }
}
