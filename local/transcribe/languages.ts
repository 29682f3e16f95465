// The service's codes have a country, engines' have none.

/** Those of batch jobs, from the API's model of 2017-10-26. */
export const LANGUAGE_CODES = (
  'af-ZA ar-AE ar-SA da-DK de-CH de-DE en-AB en-AU en-GB en-IE en-IN en-US en-WL es-ES es-US fa-IR fr-CA fr- ' +
  'FR he-IL hi-IN id-ID it-IT ja-JP ko-KR ms-MY nl-NL pt-BR pt-PT ru-RU ta-IN te-IN tr-TR zh-CN zh-TW th-TH ' +
  'en-ZA en-NZ vi-VN sv-SE ab-GE ast-ES az-AZ ba-RU be-BY bg-BG bn-IN bs-BA ca-ES ckb-IQ ckb-IR cs-CZ cy-WL ' +
  'el-GR et-EE et-ET eu-ES fi-FI gl-ES gu-IN ha-NG hr-HR hu-HU hy-AM is-IS ka-GE kab-DZ kk-KZ kn-IN ky-KG ' +
  'lg-IN lt-LT lv-LV mhr-RU mi-NZ mk-MK ml-IN mn-MN mr-IN mt-MT no-NO or-IN pa-IN pl-PL ps-AF ro-RO rw-RW ' +
  'si-LK sk-SK sl-SI so-SO sr-RS su-ID sw-BI sw-KE sw-RW sw-TZ sw-UG tl-PH tt-RU ug-CN uk-UA uz-UZ wo-SN zh- ' +
  'HK zu-ZA'
).split(' ')

const COUNTRIES_FIRST: Record<string, string> = {
  en: 'en-US',
  es: 'es-US',
  fr: 'fr-FR',
  de: 'de-DE',
  pt: 'pt-BR',
  ar: 'ar-SA',
  zh: 'zh-CN',
}

export const engineLanguage = (code: string) => code.split('-')[0]!

/** The code of what was heard: that of the options that fits, else the most spoken one. Undefined for an unknown one. */
export function serviceLanguage(heard: string, options: readonly string[]): string | undefined {
  const fits = (code: string) => engineLanguage(code) === heard
  return options.find(fits) ?? COUNTRIES_FIRST[heard] ?? LANGUAGE_CODES.find(fits)
}
