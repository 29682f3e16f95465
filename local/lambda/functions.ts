// The operations on functions themselves: create, read, change, publish, delete.
import { pathToFileURL } from 'node:url'
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import type { CodeInput, CodeStore } from './code.ts'
import { codeFolder } from './code.ts'
import type { ConfigInput, FunctionConfig } from './function-config.ts'
import { applyConfig, checkConfig, defaultConfig, invalidParameter, touched } from './function-config.ts'
import type { FunctionReference } from './function-name.ts'
import { notFound, parseFunctionName } from './function-name.ts'
import { paginate } from './paginate.ts'
import type { Store } from './store.ts'

export interface FunctionsParts {
  context: CloudContext
  store: Store
  code: CodeStore
  /** Called after a function changed or went, so that its warm instances end. */
  onChange(name: string): Promise<void>
}

interface NamedInput {
  FunctionName: string
  Qualifier?: string
}

export function createFunctions({ context, store, code, onChange }: FunctionsParts) {
  const arn = (name: string) => `arn:aws:lambda:${context.region}:${context.accountId}:function:${name}`

  const peek = (name: string, version = '$LATEST') => store.config(name, version)

  /** @throws ResourceNotFoundException */
  const find = ({ name, qualifier }: FunctionReference): FunctionConfig => {
    const found = peek(name, qualifier)
    if (!found) throw notFound(`Function not found: ${arn(name)}${qualifier ? `:${qualifier}` : ''}`)
    return found
  }
  const findNamed = (input: NamedInput) => find(parseFunctionName(input.FunctionName, input.Qualifier))

  const checkRevision = (config: FunctionConfig, revisionId?: string) => {
    if (!revisionId || revisionId === config.RevisionId) return
    throw new AwsError(
      'PreconditionFailedException',
      'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId',
      412,
      { Type: 'User' },
    )
  }

  const publish = (config: FunctionConfig, description?: string): FunctionConfig => {
    const last = store.versionsOf(config.FunctionName).at(-1)
    // A version is made only when something changed since the last one.
    if (last && last.Version !== '$LATEST' && sameFunction(last, config)) return last
    const version = store.nextVersion(config.FunctionName)
    const published: FunctionConfig = {
      ...config,
      ...touched(context.clock.now()),
      Version: version,
      FunctionArn: `${arn(config.FunctionName)}:${version}`,
      Description: description ?? config.Description,
    }
    store.saveConfig(published)
    return published
  }

  const save = async (config: FunctionConfig) => {
    store.saveConfig(config)
    await onChange(config.FunctionName)
    return config
  }

  async function CreateFunction(input: ConfigInput & NamedInput & CreateMembers) {
    const { name } = parseFunctionName(input.FunctionName)
    if (peek(name))
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409, {
        Type: 'User',
      })
    if (input.PackageType === 'Image') throw invalidParameter('The local Lambda runs Zip packages only.')
    if (!input.Runtime || !input.Handler) {
      throw invalidParameter(
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      )
    }
    checkConfig({ ...input, Role: input.Role ?? '' })
    const stored = await code.store(name, arn(name), input.Code ?? {})
    const config = applyConfig({ ...defaultConfig(name, arn(name)), ...stored }, input, context.clock.now())
    await save(config)
    store.saveTags(name, input.Tags ?? {})
    return input.Publish ? publish(config) : config
  }

  async function UpdateFunctionCode(input: NamedInput & CodeInput & UpdateMembers) {
    const { name } = parseFunctionName(input.FunctionName)
    const config = find({ name })
    checkRevision(config, input.RevisionId)
    const stored = await code.store(name, arn(name), input)
    const next: FunctionConfig = { ...config, ...stored, ...touched(context.clock.now()) }
    if (input.Architectures) next.Architectures = input.Architectures
    if (input.DryRun) return next
    await save(next)
    return input.Publish ? publish(next) : next
  }

  async function UpdateFunctionConfiguration(input: ConfigInput & NamedInput & { RevisionId?: string }) {
    const config = find({ name: parseFunctionName(input.FunctionName).name })
    checkRevision(config, input.RevisionId)
    checkConfig(input)
    return save(applyConfig(config, input, context.clock.now()))
  }

  function GetFunction(input: NamedInput) {
    const config = findNamed(input)
    const reserved = store.reserved(config.FunctionName)
    const tags = store.tags(config.FunctionName)
    const folder = codeFolder(context.dataDir, config.FunctionName, config.CodeSha256)
    return {
      Configuration: config,
      Code: { RepositoryType: 'File', Location: pathToFileURL(folder).href },
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
      ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    }
  }

  async function DeleteFunction(input: NamedInput) {
    const { name, qualifier } = parseFunctionName(input.FunctionName, input.Qualifier)
    find({ name, ...(qualifier && { qualifier }) })
    if (qualifier === '$LATEST')
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.')
    if (qualifier) return store.deleteVersion(name, qualifier)
    store.deleteFunction(name)
    await onChange(name)
    await code.remove(name)
  }

  return {
    arn,
    find,
    peek,
    operations: {
      CreateFunction,
      UpdateFunctionCode,
      UpdateFunctionConfiguration,
      GetFunction,
      GetFunctionConfiguration: findNamed,
      DeleteFunction,
      ListFunctions(input: PageInput & { FunctionVersion?: string }) {
        const latest = store.configs()
        const all =
          input.FunctionVersion === 'ALL'
            ? latest.flatMap((one) => store.versionsOf(one.FunctionName))
            : latest
        return paginate('Functions', all, input)
      },
      ListVersionsByFunction(input: NamedInput & PageInput) {
        const { name } = parseFunctionName(input.FunctionName)
        find({ name })
        return paginate('Versions', store.versionsOf(name), input)
      },
      PublishVersion(input: NamedInput & { CodeSha256?: string; Description?: string; RevisionId?: string }) {
        const config = find({ name: parseFunctionName(input.FunctionName).name })
        checkRevision(config, input.RevisionId)
        if (input.CodeSha256 && input.CodeSha256 !== config.CodeSha256) {
          throw invalidParameter(
            `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${config.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
          )
        }
        return publish(config, input.Description)
      },
    },
  }
}

export type Functions = ReturnType<typeof createFunctions>

export interface PageInput {
  Marker?: string
  MaxItems?: number | string
}

interface CreateMembers {
  Code?: CodeInput
  Publish?: boolean
  PackageType?: string
  Tags?: Record<string, string>
}

interface UpdateMembers {
  Publish?: boolean
  DryRun?: boolean
  RevisionId?: string
  Architectures?: string[]
}

function sameFunction(a: FunctionConfig, b: FunctionConfig): boolean {
  const essence = (config: FunctionConfig) => {
    const {
      Version: _v,
      FunctionArn: _a,
      RevisionId: _r,
      LastModified: _l,
      Description: _d,
      ...rest
    } = config
    return JSON.stringify(rest, Object.keys(rest).sort())
  }
  return essence(a) === essence(b) && JSON.stringify(a.Environment) === JSON.stringify(b.Environment)
}
