/** One thing wrong with a definition; `location` is a path such as `/States/Fetch/Retry[0]/MaxAttempts`. */
export interface Diagnostic {
  severity: 'ERROR'
  code: string
  message: string
  location: string
}

export interface Report {
  /** Notes a breach of the language's schema. */
  schema(location: string, message: string): void
  add(code: string, location: string, message: string): void
  readonly found: Diagnostic[]
}

export function createReport(): Report {
  const found: Diagnostic[] = []
  const add = (code: string, location: string, message: string) => {
    found.push({ severity: 'ERROR', code, message, location })
  }
  return { found, add, schema: (location, message) => add('SCHEMA_VALIDATION_FAILED', location, message) }
}
