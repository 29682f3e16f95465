// Shapes of personal data. What is only a number or a word is personal where a word before it says so.
import type { PatternRule } from '../entities/patterns.ts'
import {
  isHealthServiceNumber,
  isIban,
  isRoutingNumber,
  isSocialSecurityNumber,
  isVehicleNumber,
  passesLuhn,
} from './check-digits.ts'

export interface PiiRule extends PatternRule {
  check?: (found: string) => boolean
}

const rule = (type: string, score: number, source: string): PiiRule => ({
  type,
  score,
  pattern: new RegExp(source, 'dgi'),
})

const checked = (check: (found: string) => boolean, one: PiiRule): PiiRule => ({ ...one, check })

/** Whatever stands between a word and its value: "password is:", "PIN number was". */
const IS = '\\s*(?:number|no\\.?|code|id|#)?\\s*(?:is|was|are|=|:|-|#)?\\s*(?:still|now)?\\s*:?\\s*["“\']?'
/** As people say them on screen. */
const SPOKEN_DIGIT = '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)'
const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const MONTH = '(?:0?[1-9]|1[0-2])'

/** Numbers with a shape of their own. */
const SHAPES: PiiRule[] = [
  rule('EMAIL', 0.99, '[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,62})\\.){1,5}[a-z]{2,24}\\b'),
  rule(
    'URL',
    0.97,
    '\\bhttps?://[^\\s<>"“”]+[^\\s<>"“”.,!?;:)\\]]|\\bwww\\.[a-z0-9-]+(?:\\.[a-z0-9-]+)+(?:/[^\\s<>"]*[^\\s<>".,!?;:)])?',
  ),
  rule(
    'URL',
    0.85,
    '(?<![@\\w.])[a-z0-9][a-z0-9-]{1,62}\\.(?:com|org|net|io|co\\.uk|co\\.kr|edu|gov|dev)(?:/[^\\s<>"]*[^\\s<>".,!?;:)])?(?![\\w@])',
  ),
  rule('IP_ADDRESS', 0.98, `(?<![\\d.]|version |release |v)${OCTET}(?:\\.${OCTET}){3}(?![\\d.]\\d|\\d)`),
  rule(
    'IP_ADDRESS',
    0.97,
    '(?<![\\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\\w:])|(?<![\\w:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4}(?![\\w:])',
  ),
  rule('MAC_ADDRESS', 0.98, '\\b[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\\1[0-9a-f]{2}){4}\\b'),
  { type: 'AWS_ACCESS_KEY', score: 0.99, pattern: /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/dg },
  checked(
    passesLuhn,
    rule(
      'CREDIT_DEBIT_NUMBER',
      0.98,
      '(?<![\\d-])(?:\\d{4}[ -]?){3}\\d{1,4}(?![\\d-])|(?<!\\d)3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}(?!\\d)',
    ),
  ),
  checked(isSocialSecurityNumber, rule('SSN', 0.97, '(?<![\\d-])\\d{3}-\\d{2}-\\d{4}(?![\\d-])')),
  rule('US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER', 0.96, '(?<![\\d-])9\\d{2}[- ][78]\\d[- ]\\d{4}(?![\\d-])'),
  checked(
    isIban,
    rule(
      'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
      0.98,
      '\\b[a-z]{2}\\d{2}(?:\\s?[a-z0-9]{4}){2,7}(?:\\s?[a-z0-9]{1,3})?\\b',
    ),
  ),
  checked(
    (found) => /\d/.test(found) && isVehicleNumber(found),
    rule('VEHICLE_IDENTIFICATION_NUMBER', 0.96, '\\b[a-hj-npr-z0-9]{17}\\b'),
  ),
  {
    type: 'UK_NATIONAL_INSURANCE_NUMBER',
    score: 0.95,
    pattern: /\b(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b/dg,
  },
  { type: 'IN_PERMANENT_ACCOUNT_NUMBER', score: 0.93, pattern: /\b[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]\b/dg },
  rule('IN_AADHAAR', 0.9, '(?<![\\d-])[2-9]\\d{3}([ -])\\d{4}\\1\\d{4}(?![\\d -]\\d|\\d)'),
]

/** Values that a word before them makes personal. */
const AFTER_WORDS: PiiRule[] = [
  rule(
    'AWS_SECRET_KEY',
    0.97,
    `\\bsecret(?:\\s+access)?(?:\\s|_)*key${IS}(?<span>[a-z0-9/+=]{40})(?![a-z0-9/+=])`,
  ),
  rule(
    'PASSWORD',
    0.93,
    `\\b(?:pass\\s?word|passcode|passphrase|pwd)${IS}(?!is\\b|was\\b)(?<span>(?=\\S*[\\d!@#$%^&*_]|[a-z]+[A-Z])[^\\s"”',]{4,64}[^\\s"”'.,!?])`,
  ),
  rule(
    'USERNAME',
    0.92,
    `\\b(?:user\\s?name|user\\s?id|login(?:\\s?name)?|screen name|handle|nickname)${IS}(?!is\\b|was\\b|to\\b)(?<span>@?[a-z][\\w.-]{2,31}[\\w])`,
  ),
  rule('USERNAME', 0.86, '(?<![\\w.@])(?<span>@[a-z_][\\w]{2,30})\\b(?!\\.[a-z])'),
  rule('PIN', 0.94, `\\bPIN${IS}(?<span>\\d{4,6})\\b`),
  rule(
    'PIN',
    0.9,
    `\\b(?:code|combination)\\s+(?:to|for|of)\\s+(?:the|my|our|his|her|your)\\s+\\w+${IS}(?<span>\\d{4,8})\\b`,
  ),
  rule(
    'CREDIT_DEBIT_CVV',
    0.94,
    `\\b(?:cvv2?|cvc2?|security code|verification (?:code|number))${IS}(?<span>\\d{3,4})\\b`,
  ),
  rule(
    'CREDIT_DEBIT_EXPIRY',
    0.93,
    `\\b(?:exp(?:\\.|ir(?:y|es|ation|ing))?(?:\\s+date)?|valid (?:thru|through|until))(?:\\s+(?:on|in))?${IS}(?<span>${MONTH}\\s?/\\s?(?:20)?\\d{2})\\b`,
  ),
  rule(
    'CREDIT_DEBIT_NUMBER',
    0.9,
    `\\bcard\\s+(?:number\\s+)?(?:ending|ends)\\s+(?:in|with)\\s+(?<span>\\d{4})\\b`,
  ),
  rule(
    'CREDIT_DEBIT_NUMBER',
    0.9,
    `\\b(?:credit|debit)\\s+card(?:\\s+account)?${IS}(?<span>(?:\\d{4}[ -]?){3}\\d{4})(?!\\d)`,
  ),
  rule(
    'BANK_ACCOUNT_NUMBER',
    0.94,
    `\\b(?:bank\\s+account|account\\s+(?:number|no\\.?)|checking\\s+account|savings\\s+account|acct\\.?)${IS}(?<span>\\d{6,17})(?!\\d)`,
  ),
  rule(
    'BANK_ACCOUNT_NUMBER',
    0.85,
    '\\b(?:in)?to\\s+(?:my\\s|his\\s|her\\s|our\\s)?account\\s+(?:number\\s+)?(?<span>\\d{8,17})(?!\\d)',
  ),
  rule('BANK_ACCOUNT_NUMBER', 0.88, '\\baccount\\s+(?:ending|ends)\\s+(?:in|with)\\s+(?<span>\\d{4})\\b'),
  checked(
    isRoutingNumber,
    rule('BANK_ROUTING', 0.95, `\\b(?:routing|aba)(?:\\s+transit)?${IS}(?<span>\\d{9})\\b`),
  ),
  rule(
    'SWIFT_CODE',
    0.95,
    `\\b(?:swift|bic)(?:\\s+code)?${IS}(?<span>[a-z]{6}[a-z0-9]{2}(?:[a-z0-9]{3})?)\\b`,
  ),
  rule('SSN', 0.93, `\\b(?:social security|ssn|social)${IS}(?<span>\\d{3}[ -]?\\d{2}[ -]?\\d{4})(?!\\d)`),
  rule(
    'SSN',
    0.86,
    '\\b(?:last four(?: digits)? of (?:my|your|his|her|their|the) (?:social(?: security(?: number)?)?|ssn))\\s*(?:is|are|:)?\\s*(?<span>\\d{4})\\b',
  ),
  rule('PASSPORT_NUMBER', 0.94, `\\bpassport${IS}(?<span>(?=[a-z]*\\d)[a-z0-9]{6,9})\\b`),
  rule(
    'DRIVER_ID',
    0.93,
    `\\bdriver(?:'|’)?s?(?:'|’)?\\s+licen[cs]e${IS}(?<span>(?=[a-z-]*\\d)[a-z0-9-]{5,18}[a-z0-9])\\b`,
  ),
  rule(
    'LICENSE_PLATE',
    0.92,
    `\\b(?:(?:licen[cs]e|number|registration)\\s+plates?|(?<!\\w\\s)plates?|(?<=\\w,\\s)plates?)${IS}(?:on\\s+\\w+\\s+\\w+\\s+is\\s+)?(?<span>(?=[a-z -]{0,5}\\d|\\d)[a-z0-9]{2,4}[ -]?[a-z0-9]{2,4})\\b`,
  ),
  checked(
    isHealthServiceNumber,
    rule(
      'UK_NATIONAL_HEALTH_SERVICE_NUMBER',
      0.94,
      `\\bNHS${IS}(?<span>\\d{3}[ -]?\\d{3}[ -]?\\d{4})(?!\\d)`,
    ),
  ),
  rule(
    'UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER',
    0.92,
    `\\b(?:UTR|unique taxpayer reference)${IS}(?<span>\\d{10}|\\d{5}\\s\\d{5})(?!\\d)`,
  ),
  checked(
    passesLuhn,
    rule(
      'CA_SOCIAL_INSURANCE_NUMBER',
      0.94,
      `\\b(?:SIN|social insurance)${IS}(?<span>\\d{3}[ -]?\\d{3}[ -]?\\d{3})(?!\\d)`,
    ),
  ),
  rule('CA_HEALTH_NUMBER', 0.9, `\\bhealth card${IS}(?<span>\\d{4}[ -]?\\d{3}[ -]?\\d{3})(?!\\d)`),
  rule('IN_VOTER_NUMBER', 0.92, `\\bvoter(?:\\s+id)?${IS}(?<span>[a-z]{3}\\d{7})\\b`),
  rule('IN_NREGA', 0.92, `\\bnrega(?:\\s+job\\s+card)?${IS}(?<span>[a-z]{2}\\d{14})\\b`),
]

const COUNT =
  '(?:\\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[-\\s](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)'

const AGES: PiiRule[] = [
  rule('AGE', 0.95, `\\b(?<span>${COUNT}(?:\\s|-)(?:years?|months?|weeks?)(?:\\s|-)old)\\b`),
  rule(
    'AGE',
    0.9,
    `\\b(?:aged?|age of|turns?|turned|turning)\\s(?<span>\\d{1,3})\\b(?!\\s?(?:%|percent|degrees|minutes|pages))`,
  ),
]

const SPOKEN: PiiRule[] = [
  // Seven digits and more in a row are a telephone number; nine one one is none.
  rule('PHONE', 0.85, `\\b${SPOKEN_DIGIT}(?:[,.\\s-]{1,2}${SPOKEN_DIGIT}){6,10}\\b`),
  rule(
    'EMAIL',
    0.85,
    '\\b(?:[a-z0-9]+\\s+dot\\s+)?[a-z0-9][\\w.-]{1,30}\\s+at\\s+[a-z0-9-]{2,30}(?:\\s+dot\\s+(?:com|org|net|edu|gov|io|co|uk|kr|de))+\\b',
  ),
]

/** Streets with their number, and what follows of town, state and code. */
const STREET =
  "\\d{1,5}[A-Za-z]?\\s+(?:(?:north|south|east|west|[nsew]\\.?)\\s+)?(?:[A-Za-z][\\w'’.-]*\\s+|\\d{1,3}(?:st|nd|rd|th)\\s+){1,3}(?:street|st|avenue|ave|road|rd|lane|ln|boulevard|blvd|drive|dr|court|ct|place|pl|terrace|way|highway|hwy|square|sq|parkway|pkwy|crescent)\\b\\.?"
const UNIT = '(?:,?\\s+(?:apt|apartment|suite|unit|floor|#)\\.?\\s?#?\\w{1,5})?'
const TOWN =
  '(?:,\\s*[A-Z][A-Za-z]+(?:\\s[A-Z][A-Za-z]+){0,2}){0,2}(?:,?\\s+[A-Z]{2}\\b)?(?:,?\\s+\\d{5}(?:-\\d{4})?\\b)?'

const ADDRESSES: PiiRule[] = [
  { type: 'ADDRESS', score: 0.96, pattern: new RegExp(`\\b${ignoreCase(STREET)}${UNIT}${TOWN}`, 'dg') },
  {
    type: 'ADDRESS',
    score: 0.92,
    pattern: /\bP\.?\s?O\.?\s+Box\s+\d{1,6}(?:,\s*[A-Z][A-Za-z]+(?:,?\s+[A-Z]{2})?(?:\s+\d{5})?)?/dg,
  },
  {
    type: 'ADDRESS',
    score: 0.88,
    pattern: /\b[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,\s[A-Z]{2}\s+\d{5}(?:-\d{4})?\b/dg,
  },
  {
    type: 'ADDRESS',
    score: 0.9,
    pattern:
      /\b(?:live|lives|lived|living|reside|resides|moved)\s(?:in|at|to)\s(?<span>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?(?:,\s[A-Z][A-Za-z]+(?:\s[A-Z][a-z]+)?)?)/dg,
  },
]

/** Road words are written with and without a capital; the names of towns are not. */
function ignoreCase(source: string): string {
  return source.replace(/\(\?:north[^)]*?\)|(?<=\|)[a-z]{2,}(?=[|)])|(?<=\(\?:)[a-z]{2,}(?=\|)/g, (words) =>
    words.replace(/\b([a-z])(?=[a-z])/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
  )
}

export const PII_RULES: PiiRule[] = [...SHAPES, ...AFTER_WORDS, ...SPOKEN, ...AGES, ...ADDRESSES]
