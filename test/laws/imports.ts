// Reads what a source file imports, with the compiler's own parser.
import { posix } from 'node:path'
import ts from 'typescript'

export interface Import {
  /** The importing file, relative to the project. */
  from: string
  /** A path relative to the project, the name of a package, or a module of Node itself (`node:fs`). */
  to: string
  /** True when nothing is left of it at run time. */
  typeOnly: boolean
}

/** `import {}` and `export {} from`: type-only when the statement or every single name says so. */
function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) {
    const names = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : []
    return node.isTypeOnly || (names.length > 0 && names.every((name) => name.isTypeOnly))
  }
  const clause = node.importClause
  if (clause === undefined) return false
  if (clause.isTypeOnly) return true
  const names =
    clause.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : []
  return clause.name === undefined && names.length > 0 && names.every((name) => name.isTypeOnly)
}

/** `import('x')`, `require('x')` and `require.resolve('x')`. */
function isDynamicImport(node: ts.CallExpression): boolean {
  const callee = node.expression.getText()
  return (
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    callee === 'require' ||
    callee === 'require.resolve'
  )
}

function specifierOf(node: ts.Node): { text: string; typeOnly: boolean } | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    return { text: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly: isTypeOnly(node) }
  }
  if (ts.isCallExpression(node) && isDynamicImport(node)) {
    const [argument] = node.arguments
    return argument && ts.isStringLiteralLike(argument) ? { text: argument.text, typeOnly: false } : undefined
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { text: (node.argument.literal as ts.StringLiteral).text, typeOnly: true }
  }
  return undefined
}

const packageName = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

/** Every import of one file. */
export function readImports(path: string, text: string): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node) => {
    const specifier = specifierOf(node)
    if (specifier) {
      const to = specifier.text.startsWith('.')
        ? posix.join(posix.dirname(path), specifier.text)
        : packageName(specifier.text)
      found.push({ from: path, to, typeOnly: specifier.typeOnly })
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  return found
}
