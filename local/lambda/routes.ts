// The REST routes of the Lambda API.
import type { Route } from '../runtime/service.ts'

const FUNCTIONS = '/2015-03-31/functions'
const ONE = `${FUNCTIONS}/{FunctionName}`
const MAPPINGS = '/2015-03-31/event-source-mappings'
const EVENT_INVOKE = '/2019-09-25/functions/{FunctionName}/event-invoke-config'
const TAGS = '/2017-03-31/tags/{Resource}'

const route = (operation: string, [method, path]: [Route['method'], string], statusCode = 200): Route => ({
  method,
  path,
  operation,
  statusCode,
})

export const ROUTES: Route[] = [
  route('CreateFunction', ['POST', FUNCTIONS], 201),
  route('ListFunctions', ['GET', FUNCTIONS]),
  route('GetFunction', ['GET', ONE]),
  route('DeleteFunction', ['DELETE', ONE], 204),
  route('GetFunctionConfiguration', ['GET', `${ONE}/configuration`]),
  route('UpdateFunctionConfiguration', ['PUT', `${ONE}/configuration`]),
  route('UpdateFunctionCode', ['PUT', `${ONE}/code`]),
  route('PublishVersion', ['POST', `${ONE}/versions`], 201),
  route('ListVersionsByFunction', ['GET', `${ONE}/versions`]),
  route('AddPermission', ['POST', `${ONE}/policy`], 201),
  route('GetPolicy', ['GET', `${ONE}/policy`]),
  route('RemovePermission', ['DELETE', `${ONE}/policy/{StatementId}`], 204),
  { ...route('Invoke', ['POST', `${ONE}/invocations`]), payload: 'Payload' },
  route('PutFunctionConcurrency', ['PUT', '/2017-10-31/functions/{FunctionName}/concurrency']),
  route('DeleteFunctionConcurrency', ['DELETE', '/2017-10-31/functions/{FunctionName}/concurrency'], 204),
  route('GetFunctionConcurrency', ['GET', '/2019-09-30/functions/{FunctionName}/concurrency']),
  route('PutFunctionEventInvokeConfig', ['PUT', EVENT_INVOKE]),
  route('UpdateFunctionEventInvokeConfig', ['POST', EVENT_INVOKE]),
  route('GetFunctionEventInvokeConfig', ['GET', EVENT_INVOKE]),
  route('DeleteFunctionEventInvokeConfig', ['DELETE', EVENT_INVOKE], 204),
  route('ListFunctionEventInvokeConfigs', ['GET', `${EVENT_INVOKE}/list`]),
  route('TagResource', ['POST', TAGS], 204),
  route('UntagResource', ['DELETE', TAGS], 204),
  route('ListTags', ['GET', TAGS]),
  route('CreateEventSourceMapping', ['POST', MAPPINGS], 202),
  route('ListEventSourceMappings', ['GET', MAPPINGS]),
  route('GetEventSourceMapping', ['GET', `${MAPPINGS}/{UUID}`]),
  route('UpdateEventSourceMapping', ['PUT', `${MAPPINGS}/{UUID}`], 202),
  route('DeleteEventSourceMapping', ['DELETE', `${MAPPINGS}/{UUID}`], 202),
]
