import { createHash } from 'node:crypto'
import { SlipwayError } from '@slipway/core'
import type { Node } from 'web-tree-sitter'
import { valueOf, type ParsePython, type PythonValue } from './python-source.ts'
import type { Body, Revision } from './revision.ts'

/** A file that may be a revision. */
export interface RevisionFile {
  /** Relative to the project, with forward slashes. */
  readonly file: string
  /** Absolute. */
  readonly path: string
  /** With LF line ends. */
  readonly text: string
}

const told = ['revision', 'down_revision', 'branch_labels', 'depends_on'] as const
type Told = (typeof told)[number]

/**
 * Reads what a revision file declares, without running it.
 *
 * @throws SlipwayError `SW-SYNTAX` where the file does not parse, names no revision or computes what it declares.
 */
export function readRevision({ file, path, text }: RevisionFile, parse: ParsePython): Revision {
  const root = parse(text)
  const values = new Map<string, PythonValue>()
  const bodies = new Map<string, Body>()
  let at = 1
  for (const statement of root.namedChildren) {
    const inner = statement.type === 'decorated_definition' ? statement.childForFieldName('definition') : statement
    if (inner?.type === 'function_definition') bodies.set(inner.childForFieldName('name')?.text ?? '', bodyOf(inner))
    const assignment = inner?.type === 'expression_statement' ? inner.namedChildren[0] : undefined
    if (assignment?.type !== 'assignment') continue
    const name = assignment.childForFieldName('left')?.text ?? ''
    const written = assignment.childForFieldName('right')
    const value = valueOf(written, values)
    const line = assignment.startPosition.row + 1
    if (name === 'revision') at = line
    if (value !== undefined) values.set(name, value)
    else if (written !== null && told.includes(name as Told)) throw computed(file, line, name)
  }
  if (root.hasError) refuseBroken(root, file)
  const id = values.get('revision') ?? /^([a-f0-9]+)\.py$/.exec(file.slice(file.lastIndexOf('/') + 1))?.[1]
  if (typeof id !== 'string') throw undeclared(file, 'revision')
  if (!values.has('down_revision')) throw undeclared(file, 'down_revision')
  const strings = (name: Told): readonly string[] => {
    const value = values.get(name) ?? []
    return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string')
  }
  const doc = docstring(root)
  return {
    id,
    down: strings('down_revision'),
    dependsOn: strings('depends_on'),
    labels: strings('branch_labels'),
    title: doc.split('\n\n')[0]?.replace(/\s+/g, ' ').trim() || id,
    created: /^Create Date:\s*(.+?)\s*$/im.exec(doc)?.[1] ?? '',
    upgrade: bodies.get('upgrade') ?? 'missing',
    downgrade: bodies.get('downgrade') ?? 'missing',
    location: { file, line: at },
    path,
    checksum: createHash('sha256').update(text, 'utf8').digest('hex'),
  }
}

function bodyOf(definition: Node): Body {
  const block = definition.childForFieldName('body')
  const statements = (block?.namedChildren ?? []).filter(
    ({ type, namedChildren }) =>
      type !== 'comment' &&
      type !== 'pass_statement' &&
      !(type === 'expression_statement' && /^(?:string|ellipsis)$/.test(namedChildren[0]?.type ?? '')),
  )
  if (statements.length === 0) return 'empty'
  return statements[0]?.type === 'raise_statement' ? 'raises' : 'code'
}

function docstring(root: Node): string {
  const first = root.namedChildren.find(({ type }) => type !== 'comment')
  const text = first?.type === 'expression_statement' ? valueOf(first.namedChildren[0] ?? null, new Map()) : undefined
  return typeof text === 'string' ? text.trim() : ''
}

// The grammar is lenient: what it could not read counts only where Python would stop too, at the top of the file.
function refuseBroken(root: Node, file: string): void {
  const broken = root.namedChildren.find(({ type }) => type === 'ERROR')
  if (broken === undefined) return
  const line = broken.startPosition.row + 1
  throw new SlipwayError('SW-SYNTAX', `${file}:${line}: this is not Python that can be parsed. Nothing was changed.`, {
    hint: `python3 -m py_compile ${file}   says what is wrong`,
    details: { file, line },
  })
}

function computed(file: string, line: number, name: string): SlipwayError {
  return new SlipwayError(
    'SW-SYNTAX',
    `${file}:${line}: ${name} is computed, and revision files are not run to find out. Nothing was changed.`,
    { hint: `write ${name} as a string, None, or a tuple of strings`, details: { file, line } },
  )
}

function undeclared(file: string, name: Told): SlipwayError {
  return new SlipwayError(
    'SW-SYNTAX',
    `${file}:1: there is no variable '${name}' in the file, and Alembic wants one in each. Nothing was changed.`,
    {
      hint: `declare ${name} in ${file}, or move a file that is no revision out of the folder`,
      details: { file, line: 1 },
    },
  )
}
