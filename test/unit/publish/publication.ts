// A publication of two rungs and one audio track, 20.02 s long, as MediaConvert writes it.
import type { ExpectedStream } from '../../../functions/publish/rules/stream-track.ts'

export const PREFIX = 'assets/0123/r0/stream/'
export const HLS_KEY = `${PREFIX}main.m3u8`
export const DASH_KEY = `${PREFIX}main.mpd`

export const expected: ExpectedStream = {
  rungs: [
    { name: '360p', widthPx: 640, heightPx: 360 },
    { name: '720p', widthPx: 1280, heightPx: 720 },
  ],
  audioTracks: 1,
  durationMs: 20_032,
  videoDurationMs: 20_020,
  frameMs: 1001 / 30,
  segmentMs: 6006,
  sourceToleranceMs: 0,
}

const SEGMENTS = [6.006, 6.006, 6.006, 2.002]
const AUDIO_SEGMENTS = [6.016, 5.995, 6.016, 2.005]

const number = (index: number) => String(index + 1).padStart(9, '0')

const mediaPlaylist = (name: string, suffix: string, durations: number[]) =>
  [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-TARGETDURATION:6',
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXT-X-MAP:URI="${name}init.${suffix}"`,
    ...durations.flatMap((duration, index) => [`#EXTINF:${duration},`, `${name}_${number(index)}.${suffix}`]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n')

const MULTIVARIANT = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",LANGUAGE="kor",NAME="Korean",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="main_audio_1.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=3200000,AVERAGE-BANDWIDTH=2400000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio"
main_720p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=700000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970,AUDIO="audio"
main_360p.m3u8
`

const MPD = `<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT20.02S" minBufferTime="PT6S" profiles="urn:mpeg:dash:profile:isoff-main:2011">
  <Period start="PT0S" duration="PT20.02S" id="1">
    <AdaptationSet mimeType="video/mp4" segmentAlignment="true" startWithSAP="1" subsegmentAlignment="true">
      <SegmentTemplate timescale="30000" media="main_$RepresentationID$_$Number%09d$.cmfv" initialization="main_$RepresentationID$init.cmfv" startNumber="1">
        <SegmentTimeline><S t="0" d="180180" r="2"/><S d="60060"/></SegmentTimeline>
      </SegmentTemplate>
      <Representation id="360p" width="640" height="360" bandwidth="900000" codecs="avc1.64001e"/>
      <Representation id="720p" width="1280" height="720" bandwidth="3200000" codecs="avc1.64001f"/>
    </AdaptationSet>
    <AdaptationSet mimeType="audio/mp4" lang="kor">
      <Representation id="3" bandwidth="128000" audioSamplingRate="48000" codecs="mp4a.40.2">
        <SegmentTemplate timescale="48000" media="main_audio_1_$Number%09d$.cmfa" initialization="main_audio_1init.cmfa" startNumber="1">
          <SegmentTimeline><S t="0" d="288768"/><S d="287744"/><S d="288768"/><S d="96256"/></SegmentTimeline>
        </SegmentTemplate>
      </Representation>
    </AdaptationSet>
  </Period>
</MPD>
`

const tracks: [string, string, number[]][] = [
  ['main_360p', 'cmfv', SEGMENTS],
  ['main_720p', 'cmfv', SEGMENTS],
  ['main_audio_1', 'cmfa', AUDIO_SEGMENTS],
]

/** Fresh maps, to be spoiled by a test. */
export function publication() {
  const texts = new Map([[HLS_KEY, MULTIVARIANT], [DASH_KEY, MPD]]) // prettier-ignore
  const objects = new Map<string, number>()
  for (const [name, suffix, durations] of tracks) {
    texts.set(`${PREFIX}${name}.m3u8`, mediaPlaylist(name, suffix, durations))
    objects.set(`${PREFIX}${name}init.${suffix}`, 800)
    durations.forEach((_, index) => objects.set(`${PREFIX}${name}_${number(index)}.${suffix}`, 100_000))
  }
  return { texts, objects }
}
