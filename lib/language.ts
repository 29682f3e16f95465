// Languages as files name them, made into the tags that players and Comprehend know.

const LANGUAGE_NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** Codes that stand for no one language: not known, none spoken, several, not coded. */
const NO_LANGUAGE = new Set(['und', 'zxx', 'mul', 'mis'])

/**
 * The canonical BCP 47 tag of language, script and region, for instance `ko` for `kor` and `pt-BR` for `PT-br`.
 * @param code ISO 639-1, -2 or -3 code or BCP 47 tag; files claim anything
 * @returns undefined for what is no language that has a name
 */
export function canonicalLanguage(code: string): string | undefined {
  try {
    const { language, script, region } = new Intl.Locale(code)
    if (NO_LANGUAGE.has(language) || LANGUAGE_NAMES.of(language) === undefined) return undefined
    return [language, script, region].filter((part) => part !== undefined).join('-')
  } catch {
    return undefined
  }
}
