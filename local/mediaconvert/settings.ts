// The part of the MediaConvert job document that this engine reads, in the wire's own names. The whole document is
// checked against the SDK's shapes first, so these types may trust what they name.

export interface CreateJobRequest {
  role: string
  settings: JobSettings
  accelerationSettings?: { mode: string }
  billingTagsSource?: string
  clientRequestToken?: string
  jobEngineVersion?: string
  priority?: number
  queue?: string
  simulateReservedQueue?: string
  statusUpdateInterval?: string
  tags?: Record<string, string>
  userMetadata?: Record<string, string>
}

export interface JobSettings {
  inputs?: InputSettings[]
  outputGroups?: OutputGroupDocument[]
  timecodeConfig?: { source?: string }
}

export interface InputSettings {
  fileInput?: string
  audioSelectors?: Record<string, AudioSelectorSettings>
  captionSelectors?: Record<string, CaptionSelectorSettings>
  videoSelector?: VideoSelectorSettings
}

export interface AudioSelectorSettings {
  defaultSelection?: 'DEFAULT' | 'NOT_DEFAULT'
  selectorType?: string
  tracks?: number[]
  languageCode?: string
  customLanguageCode?: string
  offset?: number
}

export interface CaptionSelectorSettings {
  sourceSettings?: {
    sourceType?: string
    /** Positions from 1: among the caption tracks, or among all tracks of the file. */
    trackSourceSettings?: { trackNumber?: number; streamNumber?: number }
  }
}

export interface VideoSelectorSettings {
  rotate?: 'AUTO' | 'DEGREE_0' | 'DEGREES_90' | 'DEGREES_180' | 'DEGREES_270'
  colorSpace?: string
  colorSpaceUsage?: string
}

export type OutputGroupType = 'CMAF_GROUP_SETTINGS' | 'FILE_GROUP_SETTINGS'

export interface OutputGroupDocument {
  name?: string
  customName?: string
  outputs?: OutputSettings[]
  outputGroupSettings?: {
    type?: OutputGroupType
    cmafGroupSettings?: CmafGroupSettings
    fileGroupSettings?: { destination?: string; destinationSettings?: DestinationSettings }
  }
}

export interface DestinationSettings {
  s3Settings?: {
    accessControl?: { cannedAcl?: string }
    encryption?: { encryptionType?: string; kmsKeyArn?: string }
    storageClass?: string
  }
}

export interface CmafGroupSettings {
  destination?: string
  destinationSettings?: DestinationSettings
  writeHlsManifest?: string
  writeDashManifest?: string
  segmentControl?: string
  /** Seconds; 10 when absent. */
  segmentLength?: number
  /** Seconds; 2 when absent, as the service has it. */
  fragmentLength?: number
  segmentLengthControl?: 'EXACT' | 'GOP_MULTIPLE' | 'MATCH'
  /** Seconds: a shorter last segment joins the one before it. */
  minFinalSegmentLength?: number
  manifestDurationFormat?: string
  streamInfResolution?: string
  targetDurationCompatibilityMode?: string
  minBufferTime?: number
  mpdManifestBandwidthType?: 'AVERAGE' | 'MAX'
  videoCompositionOffsets?: 'SIGNED' | 'UNSIGNED'
}

export interface OutputSettings {
  nameModifier?: string
  extension?: string
  containerSettings?: {
    container?: string
    cmfcSettings?: CmfcSettings
    mp4Settings?: { moovPlacement?: string; audioDuration?: string }
  }
  videoDescription?: VideoDescription
  audioDescriptions?: AudioDescription[]
  captionDescriptions?: CaptionDescription[]
}

export interface CaptionDescription {
  captionSelectorName?: string
  destinationSettings?: { destinationType?: string }
}

export interface CmfcSettings {
  audioDuration?: string
  audioGroupId?: string
  audioRenditionSets?: string
  audioTrackType?: string
}

export interface VideoDescription {
  width?: number
  height?: number
  scalingBehavior?: 'DEFAULT' | 'STRETCH_TO_OUTPUT' | 'FIT' | 'FIT_NO_UPSCALE' | 'FILL'
  codecSettings?: VideoCodecSettings
  videoPreprocessors?: VideoPreprocessors
  colorMetadata?: 'IGNORE' | 'INSERT'
}

export interface VideoPreprocessors {
  deinterlacer?: { algorithm?: string; control?: string; mode?: string }
  colorCorrector?: {
    colorSpaceConversion?: string
    hdrToSdrToneMapper?: string
    brightness?: number
    contrast?: number
    hue?: number
    saturation?: number
    sdrReferenceWhiteLevel?: number
  }
}

export interface VideoCodecSettings {
  codec?: 'H_264' | 'H_265' | 'AV1' | 'FRAME_CAPTURE'
  h264Settings?: H26xSettings
  h265Settings?: H26xSettings
  av1Settings?: Av1Settings
  frameCaptureSettings?: FrameCaptureSettings
}

interface Framerate {
  framerateControl?: 'INITIALIZE_FROM_SOURCE' | 'SPECIFIED'
  framerateNumerator?: number
  framerateDenominator?: number
}

export interface H26xSettings extends Framerate {
  rateControlMode?: 'CBR' | 'VBR' | 'QVBR'
  qvbrSettings?: QvbrSettings
  bitrate?: number
  maxBitrate?: number
  hrdBufferSize?: number
  hrdBufferInitialFillPercentage?: number
  gopSize?: number
  gopSizeUnits?: 'FRAMES' | 'SECONDS' | 'AUTO'
  gopClosedCadence?: number
  gopBReference?: string
  numberBFramesBetweenReferenceFrames?: number
  numberReferenceFrames?: number
  codecProfile?: string
  codecLevel?: string
  qualityTuningLevel?: string
  sceneChangeDetect?: string
  interlaceMode?: string
  entropyEncoding?: string
  slices?: number
  parControl?: string
  parNumerator?: number
  parDenominator?: number
}

export interface QvbrSettings {
  qvbrQualityLevel?: number
  qvbrQualityLevelFineTune?: number
}

export interface Av1Settings extends Framerate {
  rateControlMode?: 'QVBR'
  qvbrSettings?: QvbrSettings
  maxBitrate?: number
  gopSize?: number
  bitDepth?: string
}

export interface FrameCaptureSettings {
  framerateNumerator?: number
  framerateDenominator?: number
  maxCaptures?: number
  quality?: number
}

export interface AudioDescription {
  audioSourceName?: string
  codecSettings?: { codec?: string; aacSettings?: AacSettings }
  languageCode?: string
  customLanguageCode?: string
  languageCodeControl?: string
  streamName?: string
}

export interface AacSettings {
  bitrate?: number
  codingMode?: string
  sampleRate?: number
  rateControlMode?: string
  vbrQuality?: string
}
