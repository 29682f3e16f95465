// Options that several commands share, and how a command hands over its exit code.
import { Argument, Option, type Command } from 'commander'
import { resolve } from 'node:path'
import { readAssetId, readEndpoint, readPort, readStage } from './option-values.ts'
import { DEFAULT_DATA, DEFAULT_PORT, LOCAL_STAGE } from './target.ts'

/** What a command answers: the exit code. */
export type Answer = Promise<number>

export type Finish = (answer: Answer) => Promise<void>

export const readFolder = (path: string) => resolve(path)

export const dataOption = () =>
  new Option('--data <folder>', 'data folder of the local cloud')
    .argParser(readFolder)
    .default(DEFAULT_DATA, '.reelgate')
export const portOption = () =>
  new Option('--port <number>', 'port of the local cloud').argParser(readPort).default(DEFAULT_PORT)
export const verboseOption = () => new Option('--verbose', 'show what goes on inside, and stack traces')
/** Of a command that is about one asset. */
export const assetArgument = () =>
  new Argument('<id>', 'asset id, or a beginning of it that is unique').argParser(readAssetId)
export const reasonOption = () => new Option('--reason <text>', 'why; asked for in a terminal')
/** Options of every command that talks to a stack. */
export const withTarget = (command: Command) =>
  command
    .addOption(new Option('--stage <name>', 'stage of the stack').argParser(readStage).default(LOCAL_STAGE))
    .option('--region <name>', 'AWS region')
    .addOption(
      new Option('--endpoint-url <url>', 'another endpoint than AWS or the local cloud').argParser(
        readEndpoint,
      ),
    )
    .addOption(portOption())
    .addOption(dataOption())
    .option('--json', 'JSON on standard output and nothing else')
    .addOption(verboseOption())
