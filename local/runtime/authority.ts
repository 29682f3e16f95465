// Who may do what: the question every service can ask, answered by local/iam from the policies of roles and resources.
import type { Caller } from './identities.ts'

/** One thing a caller must be allowed to do, in the words of policies. */
export interface Need {
  /** For instance `s3:GetObject`. */
  action: string
  /** An ARN; `*` where the action knows no resources. */
  resource: string
  /** Condition keys that only this request knows, by their name in lower case, for instance `iam:passedtoservice`. */
  keys?: Record<string, string | string[] | undefined>
}

/** A call as the gateway has decoded it. */
export interface DecodedCall {
  caller: Caller
  /** The signing name of the service that answers. */
  service: string
  operation: string
  input: unknown
  /** The ARN that the call is about, where only the service knows it. */
  resource?: string
}

/** What a service asks for by itself. */
export interface AuthorisedNeeds {
  caller: Caller
  /** The signing name of the service that answers: it decides how a denial is said. */
  service: string
  needs: Need[]
}

export interface Authority {
  /**
   * Roles are judged by their policies, their boundary and the policy of the resource; the developer outside may
   * everything; services and callers without a name are judged where the resource is.
   *
   * @throws AwsError `AccessDenied`, as the service spells it, for the first need of the operation that is not met
   */
  authoriseCall(call: DecodedCall): void
  /**
   * The same for needs that the operation's input does not tell.
   *
   * @throws AwsError `AccessDenied`, as the service spells it, for the first need that is not met
   */
  authorise(call: AuthorisedNeeds): void
  /** The same question without an error; a refusal is not kept as a denied call. */
  permits(caller: Caller, need: Need): boolean
}
