// Why a delivery failed, and whether trying again can help.

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  /** As EventBridge writes it on a dead letter: `NO_PERMISSIONS`, `THROTTLING` ... */
  readonly code: string
  readonly isPermanent: boolean

  constructor(code: string, message: string, isPermanent: boolean) {
    super(message)
    this.code = code
    this.isPermanent = isPermanent
  }
}

export const noPermissions = (message: string) => new DeliveryError('NO_PERMISSIONS', message, true)

interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number }
}

/** Throttling, server errors and broken connections pass; every other refusal stays a refusal. */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  const { name, message, $metadata } = error as SdkError
  const status = $metadata?.httpStatusCode
  const text = `${name}: ${message}`
  if (status === 429 || /throttl|toomanyrequests|limitexceeded/i.test(name))
    return new DeliveryError('THROTTLING', text, false)
  if (status === undefined || status >= 500)
    return new DeliveryError('TARGET_UNAVAILABLE', text, status === 501)
  if (/AccessDenied|NotAuthorized/.test(name)) return noPermissions(text)
  if (/NotFound|DoesNotExist|NonExistent/.test(name)) return new DeliveryError('NO_RESOURCE', text, true)
  return new DeliveryError('SDK_CLIENT_ERROR', text, true)
}
