// Deployment packages: fetched from S3 (or taken from the request), checked, unpacked once per content.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { unzipSync } from 'fflate'
import { notSupported } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { invalidParameter } from './function-config.ts'

export interface CodeInput {
  S3Bucket?: string
  S3Key?: string
  S3ObjectVersion?: string
  /** Base64, as JSON carries blobs. */
  ZipFile?: string
  ImageUri?: string
}

export interface StoredCode {
  CodeSha256: string
  CodeSize: number
}

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const UNZIPPED_LIMIT_BYTES = 262_144_000

export const codeFolder = (dataDir: string, name: string, codeSha256: string) =>
  join(dataDir, 'lambda', name, Buffer.from(codeSha256, 'base64').toString('hex'))

export function createCodeStore(context: CloudContext) {
  const fetchFromS3 = async (code: CodeInput, functionArn: string) => {
    const s3 = new S3Client({
      endpoint: context.endpointUrl(),
      region: context.region,
      forcePathStyle: true,
      credentials: context.identities.issueService('lambda.amazonaws.com', functionArn),
    })
    try {
      const input = { Bucket: code.S3Bucket!, Key: code.S3Key!, VersionId: code.S3ObjectVersion }
      const object = await s3.send(new GetObjectCommand(input as { Bucket: string; Key: string }))
      return await object.Body!.transformToByteArray()
    } catch (error) {
      if (!(error instanceof S3ServiceException)) throw error
      throw invalidParameter(
        `Error occurred while GetObject. S3 Error Code: ${error.name}. S3 Error Message: ${error.message}`,
      )
    } finally {
      s3.destroy()
    }
  }

  const load = async (code: CodeInput, functionArn: string): Promise<Uint8Array> => {
    if (code.ImageUri) throw notSupported('lambda', 'container images')
    if (code.ZipFile) return Buffer.from(code.ZipFile, 'base64')
    if (code.S3Bucket && code.S3Key) return fetchFromS3(code, functionArn)
    throw invalidParameter('Please provide a source for function code.')
  }

  return {
    /** Makes the package ready to run. Unpacking is atomic: a folder that exists is complete. */
    async store(name: string, functionArn: string, code: CodeInput): Promise<StoredCode> {
      const zip = await load(code, functionArn)
      const stored = { CodeSha256: createHash('sha256').update(zip).digest('base64'), CodeSize: zip.length }
      const folder = codeFolder(context.dataDir, name, stored.CodeSha256)
      if (!existsSync(folder)) await unpack(zip, folder)
      return stored
    },
    /** The folder as the worker sees it, symbolic links resolved. */
    taskRoot: (name: string, codeSha256: string) =>
      realpathSync(codeFolder(context.dataDir, name, codeSha256)),
    remove: (name: string) => rm(join(context.dataDir, 'lambda', name), { recursive: true, force: true }),
  }
}

export type CodeStore = ReturnType<typeof createCodeStore>

function readZip(zip: Uint8Array): Record<string, Uint8Array> {
  let totalBytes = 0
  const withinLimit = (file: { originalSize: number }) =>
    (totalBytes += file.originalSize) <= UNZIPPED_LIMIT_BYTES
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(zip, { filter: withinLimit })
  } catch {
    throw invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.')
  }
  if (totalBytes > UNZIPPED_LIMIT_BYTES) {
    throw invalidParameter(`Unzipped size must be smaller than ${UNZIPPED_LIMIT_BYTES} bytes`)
  }
  return files
}

async function unpack(zip: Uint8Array, folder: string) {
  const files = readZip(zip)
  const draft = `${folder}.${randomUUID()}`
  await mkdir(draft, { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    const target = normalize(join(draft, path))
    if (!target.startsWith(draft + sep))
      throw invalidParameter(`The package holds a path outside itself: ${path}`)
    if (path.endsWith('/')) continue
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, content)
  }
  await rename(draft, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  })
}
