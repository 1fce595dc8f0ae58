import type {
  CheckDefinition,
  ColumnDefinition,
  ForeignKeyDefinition,
  IndexDefinition,
  Position,
} from './definitions.ts'
import type { Name } from './parsed.ts'

/** One clause of an ALTER TABLE. */
export type AlterClause =
  | {
      readonly kind: 'add column'
      readonly column: ColumnDefinition
      readonly position?: Position
      readonly ifNotExists: boolean
    }
  | { readonly kind: 'drop column'; readonly name: string; readonly ifExists: boolean }
  | {
      readonly kind: 'modify column'
      readonly column: ColumnDefinition
      readonly position?: Position
      readonly ifExists: boolean
    }
  | {
      readonly kind: 'change column'
      readonly name: string
      readonly column: ColumnDefinition
      readonly position?: Position
      readonly ifExists: boolean
    }
  | { readonly kind: 'rename column'; readonly name: string; readonly to: string; readonly ifExists: boolean }
  | { readonly kind: 'set default'; readonly name: string; readonly default: string }
  | { readonly kind: 'drop default'; readonly name: string }
  | { readonly kind: 'column visibility'; readonly name: string; readonly visible: boolean }
  | { readonly kind: 'add index'; readonly index: IndexDefinition }
  | { readonly kind: 'drop index'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'rename index'; readonly name: string; readonly to: string; readonly ifExists: boolean }
  | { readonly kind: 'index visibility'; readonly name: string; readonly visible: boolean }
  | { readonly kind: 'drop primary key' }
  | { readonly kind: 'add foreign key'; readonly key: ForeignKeyDefinition }
  | { readonly kind: 'drop foreign key'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'add check'; readonly check: CheckDefinition }
  /** DROP CONSTRAINT says nothing of the constraint's kind; DROP CHECK does. */
  | { readonly kind: 'drop constraint'; readonly name: string; readonly check: boolean; readonly ifExists: boolean }
  | { readonly kind: 'enforce'; readonly name: string; readonly enforced: boolean }
  | { readonly kind: 'rename to'; readonly to: Name }
  | { readonly kind: 'convert'; readonly charset: string; readonly collation?: string }
  | { readonly kind: 'option'; readonly name: string; readonly value: string }
  | { readonly kind: 'order by' }
  | { readonly kind: 'force' }
  | { readonly kind: 'keys'; readonly enable: boolean }
  | { readonly kind: 'tablespace'; readonly discard: boolean }
  /** `add`, `drop`, `truncate`, `reorganize`, `by`, `remove` and the like. */
  | { readonly kind: 'partition'; readonly operation: string; readonly names: readonly string[] }
  /** MariaDB. */
  | { readonly kind: 'system versioning'; readonly add: boolean }
  | { readonly kind: 'period'; readonly add: boolean }
