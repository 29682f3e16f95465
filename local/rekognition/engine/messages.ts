// What the cloud and the process of the model say to each other.

export type Request =
  | { kind: 'classify'; id: number; url: string }
  /** Ends the decoder of a job that nobody wants any more. */
  | { kind: 'forget'; id: number }

export type Answer =
  /** The classes of the picture at `second`. */
  | { kind: 'picture'; id: number; second: number; scores: number[] }
  | { kind: 'done'; id: number; pictures: number }
  /** The film could not be decoded to its end. */
  | { kind: 'undecodable'; id: number; message: string }
  /** The process has a fault of its own. */
  | { kind: 'broken'; id: number; message: string }
