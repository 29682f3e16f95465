declare module 'asl-validator' {
  interface Verdict {
    isValid: boolean
    errors: { 'Error code': string; Message: string }[]
  }
  const validate: (definition: object, options: { checkPaths: boolean; checkArn: boolean }) => Verdict
  export = validate
}
