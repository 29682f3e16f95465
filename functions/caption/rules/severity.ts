// How grave each kind of thing is that can be said, whatever the confidence. Labels are Comprehend's own names, and ours for
// what only our rules find. Source: docs.aws.amazon.com/comprehend/latest/dg/how-pii.html and .../trust-safety.html
import type { Finding } from '../../../schemas/generated/types.ts'

type Severity = Finding['severity']
export type SpokenCategory = 'toxicity' | 'pii' | 'profanity'

const SEVERITIES: Record<SpokenCategory, Partial<Record<Severity, string[]>>> = {
  toxicity: {
    critical: [],
    high: ['HATE_SPEECH', 'VIOLENCE_OR_THREAT', 'HARASSMENT_OR_ABUSE', 'SEXUAL'],
    medium: ['GRAPHIC', 'INSULT'],
  },
  pii: {
    critical: [
      'KR_RESIDENT_REGISTRATION_NUMBER',
      'SSN',
      'PASSPORT_NUMBER',
      'CREDIT_DEBIT_NUMBER',
      'CREDIT_DEBIT_CVV',
      'PASSWORD',
      'PIN',
      'AWS_SECRET_KEY',
    ],
    high: [
      'BANK_ACCOUNT_NUMBER',
      'BANK_ROUTING',
      'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
      'SWIFT_CODE',
      'DRIVER_ID',
      'CREDIT_DEBIT_EXPIRY',
      'AWS_ACCESS_KEY',
      'US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER',
      'CA_SOCIAL_INSURANCE_NUMBER',
      'CA_HEALTH_NUMBER',
      'UK_NATIONAL_INSURANCE_NUMBER',
      'UK_NATIONAL_HEALTH_SERVICE_NUMBER',
      'UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER',
      'IN_AADHAAR',
      'IN_PERMANENT_ACCOUNT_NUMBER',
      'IN_NREGA',
      'IN_VOTER_NUMBER',
    ],
    medium: [
      'PHONE',
      'EMAIL',
      'ADDRESS',
      'LICENSE_PLATE',
      'VEHICLE_IDENTIFICATION_NUMBER',
      'IP_ADDRESS',
      'MAC_ADDRESS',
    ],
    low: ['NAME', 'AGE', 'DATE_TIME', 'URL', 'USERNAME'],
  },
  profanity: { medium: ['STRONG'], low: ['PROFANITY', 'MILD'] },
}

const ORDER: Severity[] = ['critical', 'high', 'medium', 'low']

/** Of what is not in the table: rather too grave than too mild. */
const UNKNOWN: Severity = 'medium'

export const severityOf = (category: SpokenCategory, label: string): Severity =>
  ORDER.find((severity) => SEVERITIES[category][severity]?.includes(label)) ?? UNKNOWN

/** Names at the first level, above the labels. */
export const CATEGORY_NAMES: Record<SpokenCategory, string> = {
  toxicity: 'Toxicity',
  pii: 'PII',
  profanity: 'Profanity',
}
