import { expect, test } from '@jest/globals'
import { chooseLanguage } from '../../../../functions/caption/rules/choose-language.ts'

const heard = (language: string, share: number) => [{ language, share }]

test.each([
  ['a name is believed', { named: 'pt-BR', stated: 'en', heard: heard('pt', 0.99) }, 'pt-BR', 'pt-BR', []],
  ['without a name the file is', { stated: 'ko', heard: heard('ko', 0.99) }, 'ko', 'ko', []],
  ['without either the words tell', { heard: heard('ja', 0.6) }, 'ja', 'ja', []],
  ['nobody may know', { heard: [] }, 'und', 'und', []],
  [
    'a wrong name is kept, but not read by',
    { named: 'en', heard: heard('ko', 0.95) },
    'en',
    'ko',
    ['other-language-heard'],
  ],
  ['a doubtful ear is not believed', { named: 'en', heard: heard('nl', 0.7) }, 'en', 'en', []],
  [
    'scripts are told apart',
    { named: 'zh-Hans', heard: heard('zh-TW', 0.9) },
    'zh-Hans',
    'zh-TW',
    ['other-language-heard'],
  ],
])('%s', (_name, facts, language, spoken, warnings) => {
  const choice = chooseLanguage(facts)
  expect([choice.language, choice.spoken, choice.warnings.map(({ code }) => code)]).toEqual([
    language,
    spoken,
    warnings,
  ])
})
