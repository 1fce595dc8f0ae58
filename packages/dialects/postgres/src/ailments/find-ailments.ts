import type { Ailment, Schema } from '@slipway/core/plugin'

/**
 * Indexes and constraints that the server does not rely on. An INVALID index may be another team's build under way, a
 * parent made with ON ONLY, or a leftover; only a person can tell.
 */
export function findAilments({ objects }: Schema): readonly Ailment[] {
  return Object.entries(objects).flatMap(([object, { kind, definition }]): Ailment[] => {
    const name = object.slice(object.indexOf(':') + 1)
    if (kind === 'index' && definition.endsWith(' INVALID')) {
      return [
        {
          object,
          message: 'INVALID: it slows writes down, and no query uses it',
          cure: `If nobody is building it (pg_stat_progress_create_index) and it is not a parent made with ON ONLY: DROP INDEX CONCURRENTLY ${name}`,
        },
      ]
    }
    if (kind === 'constraint' && definition.endsWith(' NOT VALID')) {
      return [
        {
          object,
          message: 'NOT VALID: rows that were there before it are not checked',
          cure: `ALTER TABLE ${name.slice(0, name.lastIndexOf('.'))} VALIDATE CONSTRAINT ${name.slice(name.lastIndexOf('.') + 1)}`,
        },
      ]
    }
    return []
  })
}
