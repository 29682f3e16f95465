export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** The service's limit on one input, output or variable, in bytes of UTF-8 JSON text. */
export const DATA_LIMIT_BYTES = 262_144

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const sizeBytes = (value: Json): number => Buffer.byteLength(JSON.stringify(value), 'utf8')
