// What an API tells CloudWatch of every request, by its id.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
import type { CloudContext } from '../../runtime/context.ts'

export function measureReply(context: CloudContext, apiId: string, statusCode: number): void {
  const tell = (name: string, value: number) =>
    context.measure?.({
      namespace: 'AWS/ApiGateway',
      name,
      dimensions: { ApiId: apiId },
      value,
      unit: 'Count',
    })
  const family = Math.floor(statusCode / 100)
  tell('Count', 1)
  tell('4xx', family === 4 ? 1 : 0)
  tell('5xx', family === 5 ? 1 : 0)
}
