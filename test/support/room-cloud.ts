// A bare gateway with the services that a room needs, and the environment from which the clients of lib/aws know it.
import { openLab } from '../local/gateway/lab.ts'

/** To be called before anything of lib/aws is imported: its clients read the environment when they are made. */
export async function openRoomCloud() {
  const lab = await openLab()
  const { endpoint, region, credentials } = lab.config
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
  return lab
}
