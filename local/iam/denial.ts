// A refusal as AWS says it. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
import { AwsError } from '../runtime/aws-error.ts'
import type { Need } from '../runtime/authority.ts'

interface Style {
  code: string
  statusCode: number
}

const JSON_STYLE: Style = { code: 'AccessDeniedException', statusCode: 400 }
const REST_JSON_STYLE: Style = { code: 'AccessDeniedException', statusCode: 403 }
const XML_STYLE: Style = { code: 'AccessDenied', statusCode: 403 }

const STYLES: Record<string, Style> = {
  s3: XML_STYLE,
  sqs: XML_STYLE,
  sts: XML_STYLE,
  iam: XML_STYLE,
  cloudformation: XML_STYLE,
  cloudfront: XML_STYLE,
  monitoring: XML_STYLE,
  sns: { code: 'AuthorizationError', statusCode: 403 },
  lambda: REST_JSON_STYLE,
  mediaconvert: REST_JSON_STYLE,
  apigateway: REST_JSON_STYLE,
  'cloudfront-keyvaluestore': REST_JSON_STYLE,
}

interface Refused {
  /** The signing name. */
  service: string
  callerArn: string
  need: Need
  /** Goes on after the resource: `because no identity-based policy allows the s3:GetObject action`. */
  because: string
}

export function denial({ service, callerArn, need: { action, resource }, because }: Refused): AwsError {
  const { code, statusCode } = STYLES[service] ?? JSON_STYLE
  // S3 alone puts quotation marks around both.
  const quote = service === 's3' ? '"' : ''
  const what = `${quote}${action}${quote} on resource: ${quote}${resource}${quote}`
  return new AwsError(code, `User: ${callerArn} is not authorized to perform: ${what} ${because}`, statusCode)
}
