// Rules of meaning of a job: what must be there together, and what may not. Each rule answers messages, none throws.
import { planOutputNames } from '../output-names.ts'
import type { CreateJobRequest, InputSettings, OutputGroupDocument, OutputSettings } from '../settings.ts'
import { findAudioErrors } from './audio-rules.ts'
import { findCaptionErrors, findCaptionSelectorErrors } from './caption-rules.ts'
import { findCmafErrors } from './cmaf-rules.ts'
import { findVideoErrors } from './video-rules.ts'

const ROLE_ARN = /^arn:aws(-us-gov|-cn)?:iam::\d{12}:role\/.+$/
const INPUT_URL = /^s3:\/\/([^/]+\/+)+([^/]*)|^https?:\/\/[^/].*[^&]$/
const DESTINATION = /^s3:\/\/[^/]+(\/.*)?$/

const SETTINGS_OF_GROUP: Readonly<Record<string, string>> = {
  CMAF_GROUP_SETTINGS: 'cmafGroupSettings',
  DASH_ISO_GROUP_SETTINGS: 'dashIsoGroupSettings',
  FILE_GROUP_SETTINGS: 'fileGroupSettings',
  HLS_GROUP_SETTINGS: 'hlsGroupSettings',
  MS_SMOOTH_GROUP_SETTINGS: 'msSmoothGroupSettings',
}

/** The containers each kind of output group packages; a file group takes all but the segmented ones. */
const CONTAINERS_OF_GROUP: Readonly<Record<string, readonly string[]>> = {
  CMAF_GROUP_SETTINGS: ['CMFC'],
  DASH_ISO_GROUP_SETTINGS: ['MPD'],
  HLS_GROUP_SETTINGS: ['M3U8'],
  MS_SMOOTH_GROUP_SETTINGS: ['ISMV'],
}

export function findJobErrors(request: CreateJobRequest): string[] {
  const { inputs = [], outputGroups = [] } = request.settings
  const errors = [
    ...(ROLE_ARN.test(request.role) ? [] : [`/role: Should match pattern ${ROLE_ARN.source}`]),
    ...(inputs.length > 0 ? [] : ['/inputs: Should have at least 1 items']),
    ...(outputGroups.length > 0 ? [] : ['/outputGroups: Should have at least 1 items']),
    ...inputs.flatMap((input, index) => findInputErrors(input, `/inputs/${index}`)),
    ...inputs.flatMap((input, index) => findCaptionSelectorErrors(input, `/inputs/${index}`)),
    ...outputGroups.flatMap((group, index) => findGroupErrors(group, `/outputGroups/${index}`, inputs)),
    ...findLoneFrameCapture(outputGroups),
  ]
  return errors.length > 0 ? errors : findNameClashes(request)
}

function findInputErrors(input: InputSettings, path: string): string[] {
  if (!input.fileInput) return [`${path}: fileInput is a required property`]
  return INPUT_URL.test(input.fileInput)
    ? []
    : [`${path}/fileInput: Should match pattern ${INPUT_URL.source}`]
}

function findGroupErrors(group: OutputGroupDocument, path: string, inputs: InputSettings[]): string[] {
  const type = group.outputGroupSettings?.type
  if (!group.outputGroupSettings) return [`${path}: outputGroupSettings is a required property`]
  if (!type) return [`${path}/outputGroupSettings: type is a required property`]
  const outputs = group.outputs ?? []
  return [
    ...findGroupSettingsErrors(group, type, `${path}/outputGroupSettings`),
    ...(outputs.length > 0 ? [] : [`${path}/outputs: Should have at least 1 items`]),
    ...outputs.flatMap((output, index) => {
      const place = `${path}/outputs/${index}`
      return [
        ...findOutputErrors(output, type, place),
        ...findAudioErrors(output, place, inputs),
        ...findCaptionErrors(output, place, inputs),
      ]
    }),
    ...findModifierErrors(outputs, type, path),
    ...findCmafErrors(group, path),
  ]
}

function findGroupSettingsErrors(group: OutputGroupDocument, type: string, path: string): string[] {
  const name = SETTINGS_OF_GROUP[type]!
  const settings = (group.outputGroupSettings as Record<string, unknown>)[name] as
    { destination?: string } | undefined
  if (!settings) return [`${path}: ${name} is a required property`]
  if (!settings.destination) return [`${path}/${name}: destination is a required property`]
  if (DESTINATION.test(settings.destination)) return []
  return [`${path}/${name}/destination: Should match pattern ${DESTINATION.source}`]
}

function findOutputErrors(output: OutputSettings, groupType: string, path: string): string[] {
  const container = output.containerSettings?.container
  if (!output.containerSettings) return [`${path}: containerSettings is a required property`]
  if (!container) return [`${path}/containerSettings: container is a required property`]
  const allowed = CONTAINERS_OF_GROUP[groupType]
  const segmented = Object.values(CONTAINERS_OF_GROUP).flat()
  const fits = allowed ? allowed.includes(container) : !segmented.includes(container)
  return [
    ...(fits ? [] : [`${path}/containerSettings/container: ${container} does not fit into ${groupType}`]),
    ...(output.videoDescription || output.audioDescriptions?.length || output.captionDescriptions?.length
      ? []
      : [`${path}: Should have a videoDescription, audioDescriptions or captionDescriptions`]),
    ...findVideoErrors(output, path),
  ]
}

function findModifierErrors(outputs: OutputSettings[], type: string, path: string): string[] {
  const needed = type !== 'FILE_GROUP_SETTINGS' || outputs.length > 1
  const seen = new Set<string>()
  return outputs.flatMap(({ nameModifier, extension }, index) => {
    if (!nameModifier) return needed ? [`${path}/outputs/${index}: nameModifier is a required property`] : []
    const name = `${nameModifier}.${extension ?? ''}`
    if (seen.has(name))
      return [`${path}/outputs/${index}/nameModifier: ${nameModifier} is used twice in this group`]
    seen.add(name)
    return []
  })
}

/** The service makes still images only beside a real output (user guide, "Creating frame capture outputs"). */
function findLoneFrameCapture(groups: OutputGroupDocument[]): string[] {
  const outputs = groups
    .flatMap((group) => group.outputs ?? [])
    .filter(({ captionDescriptions }) => !captionDescriptions?.length)
  const isCapture = (output: OutputSettings) =>
    output.videoDescription?.codecSettings?.codec === 'FRAME_CAPTURE'
  if (outputs.length === 0 || !outputs.every(isCapture)) return []
  return ['/outputGroups: A job with a frame capture output needs one more output that is not frame capture']
}

function findNameClashes({ settings }: CreateJobRequest): string[] {
  const owners = new Map<string, string>()
  return (settings.outputGroups ?? []).flatMap((group, groupIndex) => {
    const names = planOutputNames(group, settings.inputs?.[0]?.fileInput ?? '')
    return names.flatMap(({ path }, index) => {
      const owner = `/outputGroups/${groupIndex}/outputs/${index}`
      const other = owners.get(path)
      owners.set(path, owner)
      return other ? [`${owner}: writes to ${path} like ${other}`] : []
    })
  })
}
