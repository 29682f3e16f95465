import type { CmafEncryptionSettings } from '@aws-sdk/client-mediaconvert'
import type { TranscodeProfile } from '../../../schemas/generated/types.ts'

/**
 * The key server knows a film by asset and processing, as two processings may be under way at once and a resource id
 * may not (docs.aws.amazon.com/mediaconvert/latest/ug/speke-encryption-parameters.html).
 */
export function planEncryption(
  { drm }: TranscodeProfile,
  contentId: string,
): { Encryption?: CmafEncryptionSettings } {
  if (drm === undefined) return {}
  return {
    Encryption: {
      Type: 'SPEKE',
      EncryptionMethod: drm.method,
      SpekeKeyProvider: {
        Url: drm.keyServerUrl,
        ResourceId: contentId,
        HlsSignaledSystemIds: drm.hlsSystemIds,
        DashSignaledSystemIds: drm.dashSystemIds,
        ...(drm.certificateArn !== undefined && { CertificateArn: drm.certificateArn }),
      },
    },
  }
}
