// Which buckets tell EventBridge about their objects.
import { notSupported } from '../runtime/aws-error.ts'
import type { Catalog } from './catalog.ts'
import { childrenOf, parseXml } from './xml.ts'
import type { XmlNode } from './xml.ts'

/** Only EventBridge is told; a configuration that asks for queues, topics or functions is refused. */
export function checkNotification(configuration: XmlNode): void {
  const other = configuration.children.find((child) => child.name !== 'EventBridgeConfiguration')
  if (other) throw notSupported('s3', `bucket notifications other than to EventBridge (${other.name})`)
}

export function notifiesEventBridge(catalog: Catalog, bucket: string): boolean {
  const configuration = catalog.setting(bucket, 'notification')
  return (
    configuration !== undefined && childrenOf(parseXml(configuration), 'EventBridgeConfiguration').length > 0
  )
}
