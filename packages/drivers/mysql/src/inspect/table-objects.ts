import type { ObjectId, SchemaObject } from '@slipway/core/plugin'
import { objectId } from '../dialect/names/object-id.ts'
import type { TableText } from './read-table.ts'
import { closing, headName, namesIn, outline } from './scan.ts'

/** A table, its columns, indexes and constraints as objects of their own. */
export function tableObjects(table: string, text: TableText): readonly (readonly [ObjectId, SchemaObject])[] {
  const self = objectId('table', table)
  const column = (name: string): ObjectId => objectId('column', table, name)
  const own = new Set(text.columns.map(({ name }) => name))
  const columnsNamed = (definition: string): readonly ObjectId[] =>
    namesIn(definition)
      .filter((name) => own.has(name))
      .map(column)
  const needs = (...ids: readonly ObjectId[]): readonly ObjectId[] => [...new Set([self, ...ids])].sort()

  return [
    [self, { kind: 'table', definition: text.definition, dependsOn: [] }],
    ...text.columns.map(({ name, definition }, index): readonly [ObjectId, SchemaObject] => [
      column(name),
      { kind: 'column', definition, dependsOn: [self], cosmetic: `position ${index + 1}` },
    ]),
    ...text.indexes.map(({ name, definition }): readonly [ObjectId, SchemaObject] => [
      objectId('index', table, name),
      { kind: 'index', definition, dependsOn: needs(...columnsNamed(definition)) },
    ]),
    ...text.constraints.map(({ name, definition }): readonly [ObjectId, SchemaObject] => {
      const foreign = referenced(definition)
      const local = foreign === undefined ? definition : definition.slice(0, foreign.at)
      const far = foreign === undefined ? [] : foreign.ids
      return [
        objectId('constraint', table, name),
        { kind: 'constraint', definition, dependsOn: needs(...columnsNamed(local), ...far) },
      ]
    }),
  ]
}

/** What a foreign key points at. A table of another database is no object of this one. */
function referenced(definition: string): { readonly at: number; readonly ids: readonly ObjectId[] } | undefined {
  if (!definition.startsWith('FOREIGN KEY')) return undefined
  const at = outline(definition).indexOf(' REFERENCES ')
  const rest = definition.slice(at + ' REFERENCES '.length)
  const [table, columns] = headName(rest) ?? ['', '']
  if (!columns.startsWith('(')) return { at, ids: [] }
  const names = namesIn(columns.slice(0, closing(columns, 0)))
  return { at, ids: [objectId('table', table), ...names.map((name) => objectId('column', table, name))] }
}
