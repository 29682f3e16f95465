// Every permission that the compiled template gives to a role, one by one.
import { listOf, resourcesOf } from '../../support/template.ts'
import type { Statement, Template } from '../../support/template.ts'

/** One action on one resource of one statement. */
export interface TemplatePermission {
  /** Logical id. */
  role: string
  statementIndex: number
  action: string
  /** As short as it can be written: `AssetsTable.Arn`, `${IngestBucket.Arn}/*`. */
  resource: string
  /** Where the resource stands in the statement, from 0. */
  resourceIndex: number
}

interface Policy {
  PolicyDocument: { Statement: Statement | Statement[] }
}

/** Throws for a role with several policies: then a statement's number would not tell which it is. */
export const permissionsOf = (template: Template): TemplatePermission[] =>
  resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id, Properties }) => {
    const policies = (Properties['Policies'] ?? []) as Policy[]
    if (policies.length > 1) throw new Error(`The role ${id} has several policies; give it one.`)
    return policies.flatMap(({ PolicyDocument }) =>
      listOf(PolicyDocument.Statement).flatMap((statement, statementIndex) =>
        listOf(statement.Action).flatMap((action) =>
          listOf(statement.Resource).map((resource, resourceIndex) => ({
            ...{ role: id, statementIndex, action, resource: inShort(resource), resourceIndex },
          })),
        ),
      ),
    )
  })

function inShort(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { Ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub } = value as Record<string, unknown>
  if (typeof Ref === 'string') return Ref
  if (Array.isArray(getAtt)) return getAtt.join('.')
  return typeof sub === 'string' ? sub : JSON.stringify(value)
}
