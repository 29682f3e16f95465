// What the queues say: that a task waits for a line. Losing one loses nothing; the table is looked at when they are
// empty.
import { deleteMessage, hideMessage, receiveMessage, sendMessage } from '../../lib/aws/sqs.ts'
import { setting } from '../../lib/environment.ts'
import type { ReviewAnnouncement, ReviewTask } from '../../schemas/generated/types.ts'
import { validateReviewAnnouncement } from '../../schemas/generated/validators.mjs'

export type Line = ReviewTask['line']

export interface Announced {
  receiptHandle: string
  /** Absent where the message is none of ours. */
  announcement?: ReviewAnnouncement
}

export type Announcements = ReturnType<typeof announcements>

function parse(body: string): ReviewAnnouncement | undefined {
  try {
    const message: unknown = JSON.parse(body)
    return validateReviewAnnouncement(message) ? message : undefined
  } catch {
    return undefined
  }
}

export const queueUrls = (): Record<Line, string> => ({
  first: setting('REVIEW_QUEUE_URL'),
  second: setting('SECOND_LINE_QUEUE_URL'),
})

export function announcements(urls: Record<Line, string>) {
  return {
    announce: ({ taskId, line }: ReviewAnnouncement, delaySeconds = 0) =>
      sendMessage(urls[line], { taskId, line }, delaySeconds),

    /** The next message of a line, if there is one; hidden from others for a while. */
    async receive(line: Line, hiddenSeconds: number): Promise<Announced | undefined> {
      const message = await receiveMessage(urls[line], hiddenSeconds)
      if (message === undefined) return undefined
      const announcement = parse(message.body)
      return { receiptHandle: message.receiptHandle, ...(announcement && { announcement }) }
    },

    hide: (line: Line, receiptHandle: string, seconds: number) =>
      hideMessage(urls[line], receiptHandle, seconds),
    remove: (line: Line, receiptHandle: string) => deleteMessage(urls[line], receiptHandle),
  }
}
