import { Logger } from '@aws-lambda-powertools/logger'
import type { Context } from 'aws-lambda'
import { checkOutput, parseInput, type Validator } from './validation.ts'

/** What a state of a state machine invokes. `Services` names exactly the functions it uses. */
export interface Step<Input, Output, Services> {
  input: Validator<Input>
  /** Absent where another event answers the state by its task token. */
  output?: Validator<Output>
  /** Safe to run twice with the same input. */
  run(input: Input, services: Services): Promise<Output>
}

export const logger = new Logger({ serviceName: 'reelgate' })

export function defineStep<Input, Output, Services>(
  step: Step<Input, Output, Services>,
): Step<Input, Output, Services> {
  return step
}

/** What a state says of itself beside its input, as AWS Lambda hands a client context on. */
type StateContext = Pick<Context, 'clientContext'>

// Only these go into every log line: an input may carry a task token, and whoever reads one could answer for us.
const nameWork = (input: unknown, context?: StateContext) => {
  const { assetId, revision } = (input ?? {}) as { assetId?: string; revision?: number }
  const { executionArn } = (context?.clientContext as { custom?: { executionArn?: string } })?.custom ?? {}
  logger.resetKeys()
  if (assetId !== undefined) logger.appendKeys({ assetId, revision })
  if (executionArn !== undefined) logger.appendKeys({ executionArn })
}

/** Made once an instance, when its first event comes: importing a handler needs no environment. */
const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** The Lambda handler of a step: parses at the edge, logs an error once, rethrows it for the state machine. */
export function lambda<Input, Output, Services>(
  step: Step<Input, Output, Services>,
  makeServices: () => Services,
) {
  const services = once(makeServices)
  return async (event: unknown, context?: StateContext): Promise<Output> => {
    nameWork(event, context)
    try {
      const output = await step.run(parseInput(step.input, event), services())
      return step.output ? checkOutput(step.output, output) : output
    } catch (error) {
      logger.error('The step failed', error as Error)
      throw error
    }
  }
}

/** The Lambda handler of an event rule, a topic or a queue; a queue wants to hear what could not be handled. */
export function eventHandler<Event, Services, Answer = void>(
  handle: (event: Event, services: Services) => Promise<Answer>,
  makeServices: () => Services,
) {
  const services = once(makeServices)
  return async (event: Event): Promise<Answer> => {
    logger.resetKeys()
    try {
      return await handle(event, services())
    } catch (error) {
      logger.error('The event could not be handled', error as Error)
      throw error
    }
  }
}
