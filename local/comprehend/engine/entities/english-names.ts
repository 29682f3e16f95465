// Names that compromise mistakes or does not know: by their last word, by what stands around them, and by lists.
import type { TypedSpan } from '../finding.ts'
import { anyOf, findByPatterns } from './patterns.ts'
import type { PatternRule } from './patterns.ts'

const CAP = "(?:[A-Z][A-Za-z0-9&.'’-]*)"
const CAPS = `(?:${CAP}(?:\\s(?:of\\s(?:the\\s)?|and\\s|the\\s|for\\s)?${CAP})*)`

const ORGANIZATIONS = [
  'Samsung', 'Samsung Electronics', 'LG', 'Hyundai', 'Kia', 'Naver', 'Kakao', 'Google', 'Apple', 'Microsoft', 'Amazon',
  'Facebook', 'Meta', 'Netflix', 'Disney', 'Tesla', 'Toyota', 'Sony', 'Nintendo', 'Intel', 'IBM', 'Nvidia', 'Boeing',
  'Airbus', 'Spotify', 'Twitter', 'OpenAI', 'NASA', 'FBI', 'CIA', 'NATO', 'WHO', 'UNESCO', 'UNICEF', 'FIFA', 'EU',
  'European Union', 'United Nations', 'World Bank', 'Red Cross', 'Greenpeace', 'BBC', 'CNN', 'New York Times',
  'Reuters', 'Harvard', 'Stanford', 'MIT', 'Oxford University', 'Congress', 'Senate', 'Parliament', 'Pentagon',
  'Supreme Court', 'Manchester United', 'Real Madrid', 'Liverpool FC', 'Blender Foundation', 'Pixar', 'BTS',
  'Tottenham', 'Lakers', 'Yankees', 'Red Sox', 'IMF', 'NHS', 'IKEA', 'Nike', 'Adidas', 'Starbucks', 'Walmart', 'Ford',
  'General Motors', 'Volkswagen', 'Siemens', 'Bank of America', 'Goldman Sachs', 'Wikipedia', 'YouTube', 'Uber',
] // prettier-ignore

const LOCATIONS = [
  'Seoul', 'Busan', 'Incheon', 'Jeju', 'Jeju Island', 'Gangnam', 'South Korea', 'North Korea', 'Korea', 'Tokyo',
  'Osaka', 'Beijing', 'Shanghai', 'Hong Kong', 'Singapore', 'New York', 'Los Angeles', 'San Francisco', 'Silicon Valley',
  'Washington', 'Hollywood', 'Chicago', 'Boston', 'Seattle', 'Texas', 'California', 'Florida', 'London', 'Paris',
  'Berlin', 'Munich', 'Rome', 'Madrid', 'Barcelona', 'Amsterdam', 'Vienna', 'Moscow', 'Kyiv', 'Cairo', 'Nairobi',
  'Africa', 'Europe', 'Asia', 'Antarctica', 'Mars', 'Pacific Ocean', 'Atlantic', 'Alps', 'Himalayas', 'Mount Everest',
  'Amazon River', 'Nile', 'Central Park', 'Times Square', 'Eiffel Tower', 'White House', 'Wall Street', 'Middle East',
  'United States', 'USA', 'U.S.', 'UK', 'United Kingdom', 'Great Britain', 'Sydney', 'Melbourne', 'Toronto', 'Mumbai',
] // prettier-ignore

const COMMERCIAL_ITEMS = [
  'iPhone', 'iPad', 'MacBook', 'Apple Watch', 'AirPods', 'Galaxy', 'Kindle', 'PlayStation', 'Xbox', 'Nintendo Switch',
  'Model 3', 'Model S', 'Mustang', 'Corolla', 'Photoshop', 'Windows', 'Android', 'Alexa', 'ChatGPT', 'Coca-Cola', 'Pepsi',
  'Big Mac', 'Walkman', 'Blender', 'Lego', 'Barbie', 'GoPro', 'Chromebook', 'Pixel', 'Echo Dot',
] // prettier-ignore

const EVENT_WORD =
  '(?:Olympics|Olympic Games|World Cup|Super Bowl|Film Festival|Festival|World War (?:I{1,2}|One|Two|1|2)|War|Grand Prix|Championship|Marathon|Revolution|Awards|Summit|Expo|Open|Renaissance)'
const ORGANIZATION_WORD =
  '(?:Inc|Corp|Corporation|Ltd|LLC|Company|Group|Foundation|Institute|University|College|Bank|Association|Agency|Ministry|Department|Committee|Commission|Council|Union|Airlines|Motors|Studios|Pictures|Records|Industries|Laboratories|Labs|Hospital|Museum|FC|Party|Church|Academy|Society|Orchestra|Police Department)'
const PLACE_WORD =
  '(?:Street|Avenue|Road|Boulevard|Lane|Square|Park|River|Lake|Mountains?|Island|Islands|Bay|Beach|Valley|Desert|Ocean|Sea|Bridge|Tower|Airport|Station|Castle|Palace|Stadium|County|Province)'

const CASED = (type: string, score: number, source: string): PatternRule => ({
  type,
  score,
  pattern: new RegExp(source, 'dg'),
})

const RULES: PatternRule[] = [
  CASED('EVENT', 0.93, `\\b(?:the\\s)?(?<span>(?:(?:19|20)\\d{2}\\s)?(?:${CAP}\\s){0,3}${EVENT_WORD})\\b`),
  CASED(
    'TITLE',
    0.9,
    `\\b(?:film|movie|song|book|novel|series|show|album|play|documentary|musical|opera|game|poem|episode)s?,?\\s(?:called\\s|titled\\s|named\\s|is\\s)?["“‘'](?<span>[^"”’'\\n]{2,60})["”’']`,
  ),
  CASED(
    'TITLE',
    0.85,
    `\\b(?:watch|watched|read|reading|wrote|directed|sang|starred in|saw|seen)\\s["“](?<span>[^"”\\n]{2,60})["”]`,
  ),
  CASED(
    'TITLE',
    0.84,
    `\\b(?:film|movie|novel|musical|album|opera|song)\\s(?<span>[A-Z][\\w']*(?:\\s(?:of|the|and|in|to|a)?\\s?[A-Z][\\w']*){0,5})`,
  ),
  CASED(
    'PERSON',
    0.92,
    `\\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|Captain|President|Senator|Judge|Detective|Director|Queen|King)\\.?\\s(?<span>[A-Z][a-z'’-]+(?:\\s[A-Z][a-z'’-]+){0,2})`,
  ),
  CASED(
    'PERSON',
    0.9,
    `\\b(?:my name is|My name is|I am called|named|Meet)\\s(?<span>[A-Z][a-z'’-]+(?:\\s[A-Z][a-z'’-]+){0,2})`,
  ),
  CASED(
    'LOCATION',
    0.92,
    `\\b\\d{1,5}\\s(?:[A-Z][a-z]+\\s){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Boulevard|Blvd|Drive)\\b`,
  ),
  CASED(
    'LOCATION',
    0.89,
    `\\b(?!The\\s)(?:${CAP}\\s){1,3}${PLACE_WORD}\\b|\\b(?:Mount|Lake|Cape|Fort|Port|Saint|St\\.)\\s${CAP}`,
  ),
  CASED('ORGANIZATION', 0.91, `\\b(?!The\\s)(?:${CAP}\\s(?:of\\s|and\\s|&\\s)?){1,4}${ORGANIZATION_WORD}\\b`),
  // Surer than the place in it.
  CASED(
    'ORGANIZATION',
    0.94,
    `\\b(?:University|Bank|Department|Ministry|Institute|Museum|Church)\\sof\\s${CAPS}`,
  ),
  CASED(
    'COMMERCIAL_ITEM',
    0.93,
    `\\b(?:${anyOf(COMMERCIAL_ITEMS)})(?:\\s(?:\\d{1,3}[a-z]?|Pro|Max|Plus|Ultra|Air|Mini|S\\d+|X)\\b)*`,
  ),
  CASED('ORGANIZATION', 0.92, `\\b(?:${anyOf(ORGANIZATIONS)})\\b`),
  CASED('LOCATION', 0.93, `\\b(?:${anyOf(LOCATIONS)})(?![\\w])`),
]

/** Words before which nothing of the list stands for a name: "Ford" is a person in "Harrison Ford". */
export const findNamed = (text: string): TypedSpan[] =>
  findByPatterns(text, RULES).map((span) => withoutArticle(text, span))

function withoutArticle(text: string, span: TypedSpan): TypedSpan {
  const article = text
    .slice(span.begin, span.end)
    .match(/^(?:The|A|An|In|At|On|From|And|But|When|After|Our|My|His|Her|Their|Your)\s/)
  return article ? { ...span, begin: span.begin + article[0].length } : span
}
