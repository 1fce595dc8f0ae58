import type { Dialect, ObjectEffect, ObjectId, Schema, ServerFacts } from '@slipway/core'
import type { StudiedStep } from '../observe/study.ts'

/**
 * The statement that would have been right, where it can be derived: the dialect's own reverse of the up's statement about
 * the object, from the schema before it.
 */
export function cureOf(
  object: ObjectId,
  cause: StudiedStep | undefined,
  { dialect, server, before }: { readonly dialect: Dialect; readonly server: ServerFacts; readonly before: Schema },
): string | undefined {
  if (cause?.step.kind !== 'statement') return undefined
  const reverse = dialect.reverse(cause.step, before)
  if (reverse.kind !== 'statements') return undefined
  return reverse.statements.find((text) =>
    dialect
      .analyze({ text }, { server, schema: before, preceding: [] })
      .objects.some(({ id, to, effect }) => (id === object || to === object) && wanted(effect, before, object)),
  )
}

/** What came with the up is dropped; what was there before never is. */
function wanted(effect: ObjectEffect['effect'], before: Schema, object: ObjectId): boolean {
  return before.objects[object] ? effect !== 'drop' && effect !== 'read' : effect === 'drop'
}
