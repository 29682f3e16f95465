// Job documents as the pipeline would send them, changed by what a test is about.
import type { CreateJobRequest, JobSettings, OutputSettings } from '../../../local/mediaconvert/settings.ts'

export const ROLE = 'arn:aws:iam::000000000000:role/transcode'

export function rung(heightPx: number, maxBitrate: number, more: object = {}): OutputSettings {
  return {
    nameModifier: `_${heightPx}p`,
    containerSettings: { container: 'CMFC' },
    videoDescription: {
      height: heightPx,
      codecSettings: {
        codec: 'H_264',
        h264Settings: {
          rateControlMode: 'QVBR',
          qvbrSettings: { qvbrQualityLevel: 7 },
          maxBitrate,
          gopSize: 1,
          gopSizeUnits: 'SECONDS',
          sceneChangeDetect: 'DISABLED',
          ...more,
        },
      },
    },
  }
}

export const AAC = {
  codec: 'AAC',
  aacSettings: { bitrate: 96_000, codingMode: 'CODING_MODE_2_0', sampleRate: 48_000 },
}

export function sound(modifier = '_audio', source = 'Audio Selector 1', more: object = {}): OutputSettings {
  return {
    nameModifier: modifier,
    containerSettings: { container: 'CMFC' },
    audioDescriptions: [{ audioSourceName: source, codecSettings: AAC, ...more }],
  }
}

export function download(heightPx: number, maxBitrate: number): OutputSettings {
  return {
    ...rung(heightPx, maxBitrate),
    containerSettings: { container: 'MP4' },
    audioDescriptions: [{ audioSourceName: 'Audio Selector 1', codecSettings: AAC }],
  }
}

export function thumbnails(): OutputSettings {
  return {
    nameModifier: '_thumb',
    containerSettings: { container: 'RAW' },
    videoDescription: {
      height: 90,
      codecSettings: {
        codec: 'FRAME_CAPTURE',
        frameCaptureSettings: {
          framerateNumerator: 1,
          framerateDenominator: 1,
          maxCaptures: 100,
          quality: 80,
        },
      },
    },
  }
}

export function cmafGroup(outputs: OutputSettings[], more: object = {}) {
  return {
    name: 'CMAF',
    outputs,
    outputGroupSettings: {
      type: 'CMAF_GROUP_SETTINGS' as const,
      cmafGroupSettings: {
        destination: 's3://out/a/main',
        segmentLength: 2,
        fragmentLength: 1,
        writeHlsManifest: 'ENABLED',
        writeDashManifest: 'ENABLED',
        ...more,
      },
    },
  }
}

export function fileGroup(outputs: OutputSettings[], destination = 's3://out/a/file') {
  return {
    name: 'File',
    outputs,
    outputGroupSettings: { type: 'FILE_GROUP_SETTINGS' as const, fileGroupSettings: { destination } },
  }
}

export function jobSettings(
  outputGroups: JobSettings['outputGroups'],
  fileInput = 's3://in/source',
): JobSettings {
  return {
    inputs: [
      {
        fileInput,
        audioSelectors: { 'Audio Selector 1': { defaultSelection: 'DEFAULT' } },
        videoSelector: { rotate: 'AUTO' },
      },
    ],
    ...(outputGroups ? { outputGroups } : {}),
  }
}

export function createJob(settings: JobSettings, more: Partial<CreateJobRequest> = {}): CreateJobRequest {
  return { role: ROLE, settings, userMetadata: { assetId: 'a1' }, ...more }
}
