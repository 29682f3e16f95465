// A DASH manifest as plain data: the static, template-based kind that MediaConvert writes.
import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { expandSegments, parseDuration, type SegmentTemplate } from './rules/dash-segments.ts'
import type { StreamTrack } from './rules/stream-track.ts'

export interface Representation extends StreamTrack {
  widthPx: number
  heightPx: number
}

export interface DashManifest {
  durationSeconds: number
  representations: Representation[]
}

const elementsOf = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name)

const numberOf = (value: string | undefined): number | undefined => {
  const number = Number(value)
  return value === undefined || value.trim() === '' || !Number.isFinite(number) ? undefined : number
}

/** Attributes of an element that the levels above state too: the nearest wins. */
function inherit(levels: XmlElement[], name: string): string | undefined {
  return levels.map((level) => level.attributes[name]).findLast((value) => value !== undefined)
}

function readTimeline(templates: XmlElement[]): SegmentTemplate['timeline'] {
  const timeline = templates
    .flatMap((template) => elementsOf(template, 'SegmentTimeline').at(-1) ?? [])
    .at(-1)
  return (
    timeline &&
    elementsOf(timeline, 'S').map(({ attributes: { t, d, r } }) => ({
      t: numberOf(t),
      d: numberOf(d) ?? 0,
      r: numberOf(r) ?? 0,
    }))
  )
}

function readTemplate(levels: XmlElement[]): SegmentTemplate {
  const templates = levels.flatMap((level) => elementsOf(level, 'SegmentTemplate'))
  const media = inherit(templates, 'media')
  if (media === undefined) throw new Error('a representation has no segment template')
  return {
    media,
    initialization: inherit(templates, 'initialization'),
    timescale: Math.max(1, numberOf(inherit(templates, 'timescale')) ?? 1),
    startNumber: numberOf(inherit(templates, 'startNumber')) ?? 1,
    duration: numberOf(inherit(templates, 'duration')),
    timeline: readTimeline(templates),
  }
}

/** Relative addresses that the levels state, one after the other. */
const baseOf = (levels: XmlElement[]): string =>
  levels.map((level) => elementsOf(level, 'BaseURL')[0]?.text.trim() ?? '').join('')

const contentOf = (levels: XmlElement[]): string =>
  (inherit(levels, 'contentType') ?? inherit(levels, 'mimeType') ?? '').split('/')[0]!

const isAudio = (levels: XmlElement[]) => contentOf(levels) === 'audio'

/** Captions are whole files of ours, not segments of the provider's. */
const isText = (levels: XmlElement[]) => contentOf(levels) === 'text'

function readRepresentation(levels: XmlElement[], durationSeconds: number): Representation {
  const { id = '', bandwidth = '' } = levels.at(-1)!.attributes
  const { segments, initUri } = expandSegments(readTemplate(levels), { id, bandwidth }, durationSeconds)
  const base = baseOf(levels)
  return {
    name: `Representation ${id}`,
    kind: isAudio(levels) ? 'audio' : 'video',
    widthPx: numberOf(inherit(levels, 'width')) ?? 0,
    heightPx: numberOf(inherit(levels, 'height')) ?? 0,
    initUri: initUri === undefined ? undefined : base + initUri,
    segments: segments.map((segment) => ({ ...segment, uri: base + segment.uri })),
  }
}

/** @throws Error with the reason, for what is no such manifest */
export function readDash(text: string): DashManifest {
  const root = parseXml(text).root
  if (root?.name !== 'MPD') throw new Error('it is not a DASH manifest')
  const durationSeconds = parseDuration(root.attributes['mediaPresentationDuration'])
  if (durationSeconds === undefined) throw new Error('it does not state its duration')
  const sets = elementsOf(root, 'Period').flatMap((period) =>
    elementsOf(period, 'AdaptationSet').map((set) => [root, period, set]),
  )
  const streams = sets.filter((levels) => !isText(levels))
  const representations = streams.flatMap((levels) =>
    elementsOf(levels.at(-1)!, 'Representation').map((one) =>
      readRepresentation([...levels, one], durationSeconds),
    ),
  )
  return { durationSeconds, representations }
}
