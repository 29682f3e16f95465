// A film comes from a stranger, and ffmpeg opens more than films.

/** Hold ffmpeg and ffprobe to one MP4 or MOV on this machine: no playlist, no script, no other file. */
export const SAFE_INPUT_OPTIONS = ['-protocol_whitelist', 'http,tcp', '-format_whitelist', 'mov,mp4']
