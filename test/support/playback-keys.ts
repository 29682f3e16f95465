// The keys that a stage needs before it is deployed, as `reelgate keys` makes them.
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { generateKeyPairSync } from 'node:crypto'
import { TEST_REGION } from './serverless.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

export async function putPlaybackKeys(endpoint: string, stackName: string, slot = 'a'): Promise<void> {
  const client = new SSMClient({
    endpoint,
    region: TEST_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const put = (name: string, Value: string, Type: 'String' | 'SecureString') =>
    client.send(new PutParameterCommand({ Name: `/${stackName}/playback/${slot}/${name}`, Value, Type }))
  await put('private-key', privateKey, 'SecureString')
  await put('public-key', publicKey, 'String')
  client.destroy()
}
