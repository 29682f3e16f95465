// Languages as BCP 47 tags. The runtime's own language data knows which exist.

/** What people write for a language, and what they mean by it: country codes and names, mostly. */
const MEANT: Record<string, string> = {
  kr: 'ko',
  korean: 'ko',
  jp: 'ja',
  japanese: 'ja',
  cn: 'zh-Hans',
  chs: 'zh-Hans',
  cht: 'zh-Hant',
  chinese: 'zh',
  english: 'en',
  spanish: 'es',
  french: 'fr',
  german: 'de',
}

const LONGEST_TAG = 80

const englishNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** The canonical tag of a language that exists (`ko` for `kor`, `pt-BR` for `pt_br`); undefined for anything else. */
export function canonicalLanguage(code: string): string | undefined {
  const written = code.trim().replaceAll('_', '-')
  if (written.length > LONGEST_TAG) return undefined
  try {
    const tag = Intl.getCanonicalLocales(MEANT[written.toLowerCase()] ?? written)[0]
    const base = tag?.split('-')[0]
    if (tag === undefined || base === undefined) return undefined
    return base === 'und' || englishNames.of(base) !== undefined ? tag : undefined
  } catch {
    return undefined
  }
}

/** Whether the code is no language tag, or that of a language which hardly anybody means by it. */
export const isColloquial = (code: string): boolean => Object.hasOwn(MEANT, code.trim().toLowerCase())

/** Two tags of one language, whatever the country; scripts are told apart. */
export function isSameLanguage(one: string, other: string): boolean {
  const [first, second] = [one, other].map((tag) => {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script}`
  })
  return first === second
}

/** The English name, for instance `Brazilian Portuguese`; the tag itself where there is none. */
export function languageName(tag: string): string {
  try {
    return tag === 'und' ? 'Unknown' : (englishNames.of(tag) ?? tag)
  } catch {
    return tag
  }
}
