import type { CreateJobRequest, JobSettings } from '../settings.ts'
import type { Shape } from '../shapes/sdk-shapes.ts'
import { SUPPORTED } from './supported.ts'

/** Each valid setting of `value` that the engine does not carry out, as `path (value)`. */
export function findUnsupported(value: unknown, shape: Shape, path = ''): string[] {
  if (value === null || value === undefined) return []
  switch (shape.kind) {
    case 'list':
      return (value as unknown[]).flatMap((item, index) =>
        findUnsupported(item, shape.item, `${path}/${index}`),
      )
    case 'map':
      return Object.entries(value).flatMap(([key, item]) =>
        findUnsupported(item, shape.value, `${path}/${key}`),
      )
    case 'structure':
      return Object.entries(value).flatMap(([name, item]) =>
        item === null ? [] : checkMember(item, { shape, name }, `${path}/${name}`),
      )
    default:
      return []
  }
}

function checkMember(
  value: unknown,
  { shape, name }: { shape: Extract<Shape, { kind: 'structure' }>; name: string },
  path: string,
): string[] {
  const support = SUPPORTED[shape.name]?.[name]
  if (support === undefined) return [isScalar(value) ? `${path} (${String(value)})` : path]
  if (support === 'hint') return []
  if (support !== true)
    return support.includes(value as string | number) ? [] : [`${path} (${String(value)})`]
  return findUnsupported(value, shape.members.get(name)!, path)
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object'
}

// Date, resolution and other variables that the service fills in, for instance `$dt$` or `$w$`.
const VARIABLE = /\$[a-zA-Z]+(:[^$]*)?\$/

/** What no single setting says: several inputs, several tracks in one selector, variables in names. */
export function findUnsupportedUse({ settings }: CreateJobRequest): string[] {
  const inputs = settings.inputs ?? []
  const selectors = inputs.flatMap((input) => Object.entries(input.audioSelectors ?? {}))
  const names = (settings.outputGroups ?? []).flatMap((group, index) => {
    const { cmafGroupSettings, fileGroupSettings } = group.outputGroupSettings ?? {}
    const destination = (cmafGroupSettings ?? fileGroupSettings)?.destination ?? ''
    return [destination, ...(group.outputs ?? []).map(({ nameModifier }) => nameModifier ?? '')]
      .filter((name) => VARIABLE.test(name))
      .map((name) => `/outputGroups/${index}: variables in names (${name})`)
  })
  return [
    ...(inputs.length > 1 ? ['/inputs: more than one input'] : []),
    ...(/^https?:/.test(inputs[0]?.fileInput ?? '') ? ['/inputs/0/fileInput: http and https inputs'] : []),
    ...selectors
      .filter(([, selector]) => (selector.tracks?.length ?? 0) > 1)
      .map(([name]) => `/inputs/0/audioSelectors/${name}/tracks: more than one track in a selector`),
    ...names,
    ...findUnsupportedCaptions(settings),
  ]
}

/** Captions are files here; whether the service makes them alone is not documented, so it is not tried. */
function findUnsupportedCaptions({ outputGroups = [] }: JobSettings): string[] {
  const outputs = outputGroups.flatMap((group, groupIndex) =>
    (group.outputs ?? []).map((output, index) => ({
      output,
      type: group.outputGroupSettings?.type,
      place: `/outputGroups/${groupIndex}/outputs/${index}`,
    })),
  )
  const captioned = outputs.filter(({ output }) => output.captionDescriptions?.length)
  const isAlone = captioned.length > 0 && captioned.length === outputs.length
  return [
    ...captioned
      .filter(
        ({ output, type }) => type !== 'FILE_GROUP_SETTINGS' || output.containerSettings?.container !== 'RAW',
      )
      .map(({ place }) => `${place}/captionDescriptions: captions outside of file groups and RAW containers`),
    ...(isAlone ? ['/outputGroups: captions without any video or audio output'] : []),
  ]
}
