// In which language a track is: what people say of it, what the file says, what is heard.
import { isSameLanguage, languageName } from '../../../lib/captions/language.ts'
import type { CaptionInsights, CaptionWarning } from '../../../schemas/generated/types.ts'

export interface LanguageFacts {
  /** By the job file, or else by the file name. */
  named?: string | undefined
  /** By the file itself. */
  stated?: string | undefined
  /** The most frequent first. */
  heard: CaptionInsights['languages']
}

export interface LanguageChoice {
  /** Of the track, as players are told; `und` where nobody knows. */
  language: string
  /** In which the words are read. */
  spoken: string
  warnings: CaptionWarning[]
}

/** Less may be names and loanwords. */
const SURE_SHARE = 0.8

/** Whoever names a language is believed, but words are read in the language that they are surely in. */
export function chooseLanguage({ named, stated, heard }: LanguageFacts): LanguageChoice {
  const [first] = heard
  const surely = first !== undefined && first.share >= SURE_SHARE ? first.language : undefined
  const language = named ?? stated ?? first?.language ?? 'und'
  if (surely === undefined || isSameLanguage(surely, language))
    return { language, spoken: language, warnings: [] }
  const message = `The captions are named ${languageName(language)} and seem to be ${languageName(surely)}.`
  return { language, spoken: surely, warnings: [{ code: 'other-language-heard', message }] }
}
