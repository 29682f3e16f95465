// CreateJob says what is wrong and where, before anything is spent.
import { describe, expect, it } from '@jest/globals'
import { checkCreateJob } from '../../../local/mediaconvert/rules/check-request.ts'
import {
  cmafGroup,
  createJob,
  download,
  fileGroup,
  jobSettings,
  rung,
  sound,
  thumbnails,
} from './job-documents.ts'
import type { Changes } from './wrong-documents.ts'
import { UNSUPPORTED, WRONG } from './wrong-documents.ts'

function rightDocument() {
  return createJob(
    jobSettings([
      cmafGroup([rung(180, 500_000), rung(90, 200_000), sound()]),
      fileGroup([download(180, 500_000), thumbnails()]),
    ]),
  )
}

type Node = Record<string, unknown>

function errorOf(changes: Changes): { code: string; message: string } {
  const document = structuredClone(rightDocument()) as unknown as Node
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split('.')
    const last = names.pop()!
    const target = names.reduce((node, name) => (node[name] ??= {}) as Node, document)
    if (value === undefined) delete target[last]
    else target[last] = value
  }
  try {
    checkCreateJob(document)
  } catch (error) {
    return error as { code: string; message: string }
  }
  return { code: 'accepted', message: '' }
}

describe('CreateJob', () => {
  it('accepts the ladder of the pipeline', () => {
    expect(checkCreateJob(rightDocument()).role).toContain(':role/')
  })

  it.each(WRONG)('refuses %s', (_name, changes, message) => {
    const error = errorOf(changes)
    expect(error.code).toBe('BadRequestException')
    expect(error.message).toContain(message)
  })

  it.each(UNSUPPORTED)('says that it does not do %s', (_name, changes, message) => {
    const error = errorOf(changes)
    expect(error.code).toBe('LocalCloudNotSupported')
    expect(error.message).toContain(message)
    expect(error.message).toContain('local/mediaconvert/SUPPORT.md')
  })

  it('names every wrong place at once', () => {
    const settings = 'videoDescription.codecSettings.h264Settings'
    const { message } = errorOf({
      [`settings.outputGroups.0.outputs.0.${settings}.maxBitrate`]: 1,
      [`settings.outputGroups.0.outputs.1.${settings}.gopSizeUnits`]: 'HOURS',
    })
    expect(message).toContain('/outputs/0/')
    expect(message).toContain('/outputs/1/')
  })
})
