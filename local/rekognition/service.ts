// The local Amazon Rekognition: moderation of stored videos, with an open model in place of the service's own.
import type { CloudContext } from '../runtime/context.ts'
import type { OperationService } from '../runtime/service.ts'
import { createModelDetector } from './detector/model-detector.ts'
import { createScriptedDetector } from './detector/scripted-detector.ts'
import { createJobQueue } from './job-queue.ts'
import { getOperation } from './operations/get.ts'
import { startOperation } from './operations/start.ts'
import { readSettings } from './settings.ts'
import { openJobStore } from './store.ts'

export function createRekognitionService(context: CloudContext): OperationService {
  const { detector: kind, openJobs } = readSettings(process.env)
  const detector = kind === 'model' ? createModelDetector(context) : createScriptedDetector(context)
  const store = openJobStore(context.dataDir)
  const queue = createJobQueue({ context, store, detector })
  return {
    signingName: 'rekognition',
    eventSource: 'rekognition.amazonaws.com',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'RekognitionService' },
    operations: {
      StartContentModeration: startOperation({ context, store, openJobs, onAdded: () => queue.kick() }),
      GetContentModeration: getOperation({ context, store }),
    },
    async start() {
      if (kind === 'scripted') {
        context.log('Rekognition is SCRIPTED: it looks at no film, and sees what <key>.labels.json says.')
      }
      await queue.resume()
    },
    // A job that reads its film when S3 is gone would fail, and with it its asset.
    halt: () => queue.stop(),
    async stop() {
      await queue.stop()
      await detector.close()
      store.close()
    },
  }
}
