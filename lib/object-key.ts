// Keys of a bucket as the paths that people think they are.

/** Ends with a slash; empty for what lies in no folder. */
export const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1)

export const fileNameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1)
