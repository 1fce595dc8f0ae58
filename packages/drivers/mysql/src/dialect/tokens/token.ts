/**
 * One token. `word`: a bare identifier or keyword · `name`: a quoted identifier · `string`: a literal in quotes, prefix
 * included · `number` · `variable`: `@name`, `@@name` · `symbol`: one character of punctuation, or `:=` · `delimiter`: the
 * one that ends statements, where it is not a semicolon.
 */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'variable' | 'symbol' | 'delimiter'
  /** Offsets in UTF-16 units. */
  readonly start: number
  readonly end: number
  /** A word in lower case, a name or string without its quotes, otherwise the text itself. */
  readonly value: string
  /** Where the versioned comment begins whose text counts as code, for a token inside one. */
  readonly versioned: number | undefined
}
