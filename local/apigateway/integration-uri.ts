const FUNCTION = /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/
const INVOCATION =
  /^arn:aws[\w-]*:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/

/** The ARN of the function, with its alias or version if it names one; undefined for any other URI. */
export function functionOf(integrationUri: string): string | undefined {
  const arn = INVOCATION.exec(integrationUri)?.[1] ?? integrationUri
  return FUNCTION.test(arn) ? arn : undefined
}
