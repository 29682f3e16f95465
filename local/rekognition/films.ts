// The films in S3, by the SDK over loopback, in the name of whoever started the job: the service has no rights of its own.
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { AwsError } from '../runtime/aws-error.ts'
import { isRefusal, openCallerS3 } from '../runtime/caller-s3.ts'
import type { CloudContext } from '../runtime/context.ts'

export interface FilmPlace {
  bucket: string
  key: string
  version?: string
}

export interface Films {
  /** Bytes of the film. */
  measure(place: FilmPlace): Promise<number>
  /** The whole text of a small object, or undefined when there is none. */
  readText(place: FilmPlace): Promise<string | undefined>
  /** A URL that ffmpeg can read; it does not outlive the longest look at the longest film by much. */
  address(place: FilmPlace): Promise<string>
  close(): void
}

const ADDRESS_LIFE_SECONDS = 12 * 3600
/** As the service says it, for a missing object and a forbidden one alike. */
export const NO_ACCESS =
  'Unable to get object metadata from S3. Check object key, region and/or access permissions.'

const input = ({ bucket, key, version }: FilmPlace) => ({
  Bucket: bucket,
  Key: key,
  ...(version === undefined ? {} : { VersionId: version }),
})

/** `roleArn` is that of the caller; without one it is the developer, whom an unknown key stands for. */
export function openFilms(context: CloudContext, roleArn: string | undefined): Films {
  const s3 = openCallerS3(context, { roleArn, sessionName: 'RekognitionVideo' })
  return {
    async measure(place) {
      return (await s3.send(new HeadObjectCommand(input(place)))).ContentLength ?? 0
    },
    async readText(place) {
      try {
        return await (await s3.send(new GetObjectCommand(input(place)))).Body?.transformToString('utf8')
      } catch (error) {
        if (isRefusal(error)) return undefined
        throw error
      }
    },
    address: (place) =>
      getSignedUrl(s3, new GetObjectCommand(input(place)), {
        expiresIn: ADDRESS_LIFE_SECONDS,
        signingDate: new Date(context.clock.now()),
      }),
    close: () => s3.destroy(),
  }
}

export const invalidS3Object = () => new AwsError('InvalidS3ObjectException', NO_ACCESS)
