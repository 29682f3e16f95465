/** One thing wrong with a definition; `location` is a path such as `/States/Fetch/Retry[0]/MaxAttempts`. */
export interface Diagnostic {
  severity: 'ERROR'
  code: string
  message: string
  location: string
}

/** A place in a definition, to note findings at. */
export interface Spot {
  /** The place below this one: `/Next`, `[0]`. */
  to(path: string): Spot
  /** Notes a breach of the language's schema. */
  schema(message: string): void
  add(code: string, message: string): void
  readonly location: string
  /** Everything found in the whole definition so far. */
  readonly found: Diagnostic[]
}

export function createSpot(location = '', found: Diagnostic[] = []): Spot {
  const add = (code: string, message: string) => {
    found.push({ severity: 'ERROR', code, message, location: location || '/' })
  }
  return {
    to: (path) => createSpot(location + path, found),
    schema: (message) => add('SCHEMA_VALIDATION_FAILED', message),
    add,
    location,
    found,
  }
}
