declare module 'codem-isoboxer' {
  interface ParsedFile {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- every box has members of its own
    fetchAll(type: string): any[]
  }
  const isoBoxer: { parseBuffer(buffer: ArrayBuffer): ParsedFile }
  export { isoBoxer as default }
}
