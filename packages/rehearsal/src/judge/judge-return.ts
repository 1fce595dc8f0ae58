import { compareSchemas, type Dialect, type ServerFacts } from '@slipway/core'
import type { Snapshot } from '../observe/snapshot.ts'
import type { Study } from '../observe/study.ts'
import { tablesOf } from '../observe/related.ts'
import type { Cosmetic, ProofFailure } from '../report.ts'
import { cureOf } from './cure.ts'
import { foldDifferences, type FoldedDifference } from './fold-differences.ts'
import { judgeData } from './judge-data.ts'
import { locate } from './locate.ts'
import { readable } from './readable.ts'

export interface Court {
  readonly dialect: Dialect
  readonly server: ServerFacts
  readonly ignore: readonly string[]
}

/** Compares what a down gave back with what was there before the up. */
export function judgeReturn(court: Court, study: Study, before: Snapshot, after: Snapshot): readonly ProofFailure[] {
  const differences = compareSchemas(before.schema, after.schema, court.ignore)
  const differing = new Set(
    differences.flatMap(({ object }) => [...tablesOf(before.schema, object), ...tablesOf(after.schema, object)]),
  )
  return [
    ...foldDifferences(differences, before.schema, after.schema).map((one) =>
      differs(court, study, before, after, one),
    ),
    ...judgeData(study, before, after, differing),
  ]
}

function differs(
  court: Court,
  study: Study,
  { schema: before }: Snapshot,
  { schema: after }: Snapshot,
  { object, before: was, after: is, parts }: FoldedDifference,
): ProofFailure {
  const { at, cause } = locate(object, study, before, after)
  const cure = cureOf(object, cause, { ...court, before })
  const more = parts > 0 ? ` (and ${parts} ${parts === 1 ? 'object that belongs' : 'objects that belong'} to it)` : ''
  const [of, message] =
    was === null
      ? (['left-behind', `after down, ${readable(object)} is left behind${more}`] as const)
      : is === null
        ? (['not-restored', `after down, ${readable(object)} is not there again${more}`] as const)
        : (['differs', `after down, ${readable(object)} differs`] as const)
  return {
    code: 'SW-PROOF-DIFFERS',
    of,
    migrations: study.migrations.map(({ id }) => id),
    message,
    object,
    before: was,
    after: is,
    ...(at && { at }),
    ...(cure !== undefined && { cure }),
  }
}

/** Compares what the second up made with what the first did. */
export function judgeRepeat(court: Court, study: Study, first: Snapshot, second: Snapshot): readonly ProofFailure[] {
  const differences = compareSchemas(first.schema, second.schema, court.ignore)
  return foldDifferences(differences, first.schema, second.schema).map(({ object, before, after }) => {
    const { at } = locate(object, study, first.schema, second.schema)
    return {
      code: 'SW-PROOF-DIFFERS',
      of: 'second-up-differs',
      migrations: study.migrations.map(({ id }) => id),
      message: `applied again after its down, ${readable(object)} is not what it was the first time`,
      object,
      before,
      after,
      ...(at && { at }),
    }
  })
}

/** What differs and is no difference, such as a column's position. */
export function cosmeticDifferences(before: Snapshot, after: Snapshot): readonly Cosmetic[] {
  return Object.entries(before.schema.objects).flatMap(([object, was]) => {
    const is = after.schema.objects[object]
    return was.cosmetic === undefined || is?.cosmetic === undefined || was.cosmetic === is.cosmetic
      ? []
      : [{ object, before: was.cosmetic, after: is.cosmetic }]
  })
}
