/** The parts of a column's definition text: `numeric(10,2) COLLATE "C" NOT NULL DEFAULT 0 STATISTICS 500`. */
export interface ColumnParts {
  readonly type: string
  readonly collation: string | undefined
  readonly notNull: boolean
  readonly default: string | undefined
  /** `GENERATED … AS …`, whole. */
  readonly generated: string | undefined
  readonly storage: string | undefined
  readonly compression: string | undefined
  readonly statistics: string | undefined
  readonly options: string | undefined
  readonly inherited: boolean
}

const tail =
  /^([^]*?)(?: STORAGE (PLAIN|EXTERNAL|MAIN|EXTENDED))?(?: COMPRESSION (pglz|lz4))?(?: STATISTICS (\d+))?(?: OPTIONS (\([^)]*\)))?( INHERITED)?$/

/** Takes the definition of a column, as the inspector writes it, into its parts. */
export function columnParts(definition: string): ColumnParts {
  const match = tail.exec(definition)
  const body = match?.[1] ?? definition
  const filled = / (DEFAULT|GENERATED) [^]*$/.exec(body)
  const fill = filled?.[0].trim()
  let head = filled === null ? body : body.slice(0, filled.index)
  const notNull = head.endsWith(' NOT NULL')
  if (notNull) head = head.slice(0, -' NOT NULL'.length)
  const collation = /^(.*?) COLLATE (.+)$/.exec(head)
  return {
    type: collation?.[1] ?? head,
    collation: collation?.[2],
    notNull,
    default: fill?.startsWith('DEFAULT') === true ? fill.slice('DEFAULT '.length) : undefined,
    generated: fill?.startsWith('GENERATED') === true ? fill : undefined,
    storage: match?.[2],
    compression: match?.[3],
    statistics: match?.[4],
    options: match?.[5],
    inherited: match?.[6] !== undefined,
  }
}

/** The column as it stands in CREATE TABLE and ADD COLUMN. */
export function columnClause(parts: ColumnParts): string {
  return [
    parts.type,
    parts.collation === undefined ? '' : `COLLATE ${parts.collation}`,
    parts.notNull ? 'NOT NULL' : '',
    parts.default === undefined ? '' : `DEFAULT ${parts.default}`,
    parts.generated ?? '',
  ]
    .filter((word) => word !== '')
    .join(' ')
}

/** Statements that set what a column's clause cannot say. */
export function columnSettings(table: string, column: string, parts: ColumnParts): readonly string[] {
  const alter = `ALTER TABLE ${table} ALTER COLUMN ${column}`
  return [
    ...(parts.storage === undefined ? [] : [`${alter} SET STORAGE ${parts.storage}`]),
    ...(parts.compression === undefined ? [] : [`${alter} SET COMPRESSION ${parts.compression}`]),
    ...(parts.statistics === undefined ? [] : [`${alter} SET STATISTICS ${parts.statistics}`]),
    ...(parts.options === undefined ? [] : [`${alter} SET ${parts.options}`]),
  ]
}
