declare module 'mpd-parser' {
  export interface MpdSegment {
    resolvedUri: string
    duration: number
    map?: { resolvedUri: string }
  }
  export interface MpdPlaylist {
    attributes: { CODECS?: string; BANDWIDTH?: number; RESOLUTION?: { width: number; height: number } }
    endList: boolean
    segments: MpdSegment[]
  }
  interface MediaGroup {
    [group: string]: { [label: string]: { playlists: MpdPlaylist[] } }
  }
  /** @throws when the manifest is no well-formed XML or lacks what it must have */
  export function parse(
    manifest: string,
    options: { manifestUri: string },
  ): { duration: number; playlists: MpdPlaylist[]; mediaGroups: { AUDIO: MediaGroup } }
}
