// ISO 639-2 codes in the forms that manifests want. The runtime's own language data knows them.

/** The shortest BCP 47 tag, for instance `en` for `eng`. */
export function languageTag(code: string): string {
  try {
    return Intl.getCanonicalLocales(code)[0] ?? code
  } catch {
    return 'und'
  }
}

/** The English name, for instance `Korean` for `kor`. */
export function languageName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' }).of(languageTag(code)) ?? code
}
