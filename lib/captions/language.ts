// Languages of captions: what file names call them, and what menus do.
import { canonicalLanguage } from '../language.ts'

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

const englishNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** The canonical tag of the language that is meant (`ko` for `kor` and `kr`, `pt-BR` for `pt_br`); undefined for no language. */
export function meantLanguage(code: string): string | undefined {
  const written = code.trim().replaceAll('_', '-')
  return canonicalLanguage(MEANT[written.toLowerCase()] ?? written)
}

/** Whether the code is no language tag, or that of a language which hardly anybody means by it. */
export const isColloquial = (code: string): boolean => Object.hasOwn(MEANT, code.trim().toLowerCase())

const likely = (tag: string): string => {
  // Intl takes it for English.
  if (tag === 'und') return tag
  const { language, script } = new Intl.Locale(tag).maximize()
  return `${language}-${script}`
}

/** Two tags of one language, whatever the country; scripts are told apart. */
export const isSameLanguage = (one: string, other: string): boolean => likely(one) === likely(other)

/** The English name, for instance `Brazilian Portuguese`; the tag itself where there is none. */
export const languageName = (tag: string): string =>
  tag === 'und' ? 'Unknown' : (englishNames.of(tag) ?? tag)
