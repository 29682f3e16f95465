// The events of a job as MediaConvert puts them on the default bus (user guide, "List of MediaConvert EventBridge
// events"). The service never announces that a job was submitted.
import type { CloudContext } from '../runtime/context.ts'
import type { JobRecord } from './job-record.ts'
import type { MediaInfo } from './probe/inspect.ts'
import { chromaOf } from './probe/describe-probe.ts'

export type JobEventStatus =
  'INPUT_INFORMATION' | 'PROGRESSING' | 'STATUS_UPDATE' | 'COMPLETE' | 'CANCELED' | 'ERROR' | 'NEW_WARNING'

/** One event of a job; `detail` is what its status brings along. */
export interface JobEvent {
  status: JobEventStatus
  detail?: Record<string, unknown>
}

/** Resolves when the bus has taken the event. */
export async function emitJobEvent(
  context: CloudContext,
  { job }: JobRecord,
  { status, detail }: JobEvent,
): Promise<void> {
  await context.emitEvent({
    source: 'aws.mediaconvert',
    detailType: 'MediaConvert Job State Change',
    resources: [job.arn],
    detail: {
      timestamp: context.clock.now(),
      accountId: context.accountId,
      queue: job.queue,
      jobId: job.id,
      status,
      userMetadata: job.userMetadata,
      ...detail,
    },
  })
}

const VIDEO_CODECS: Readonly<Record<string, string>> = {
  ...{
    h264: 'H_264',
    hevc: 'H_265',
    av1: 'AV1',
    mpeg2video: 'MPEG2',
    mpeg1video: 'MPEG1',
    mpeg4: 'MPEG4',
    vp8: 'VP8',
  },
  ...{ vp9: 'VP9', prores: 'PRORES', mjpeg: 'MJPEG' },
}

/** `inputDetails` of INPUT_INFORMATION for the one input of a job. Streams are numbered from 1. */
export function describeInput(media: MediaInfo, uri: string) {
  return {
    id: 1,
    uri,
    audio: media.audio.map((track) => ({
      channels: track.channels,
      codec: track.codec.toUpperCase(),
      language: (track.language ?? 'und').toUpperCase(),
      sampleRate: track.sampleRateHz,
      streamId: track.index + 1,
    })),
    video: media.video.map((track) => ({
      bitDepth: track.bitDepth,
      codec: VIDEO_CODECS[track.codec] ?? track.codec.toUpperCase(),
      colorFormat: `YUV_${chromaOf(track.pixelFormat).replaceAll(':', '')}`,
      fourCC: track.fourCc,
      frameRate: track.frameRate && round2(track.frameRate.numerator / track.frameRate.denominator),
      height: track.heightPx,
      interlaceMode: { progressive: 'PROGRESSIVE', top: 'TOP_FIELD', bottom: 'BOTTOM_FIELD' }[
        track.interlaced
      ],
      sar: `${track.pixelAspect.numerator}:${track.pixelAspect.denominator}`,
      standard: 'UNSPECIFIED',
      streamId: track.index + 1,
      width: track.widthPx,
    })),
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
