import { hashValue, schemaFingerprint } from '@slipway/core'
import type { ObjectId, Plan, Schema, SchemaObject, ServerFacts } from '@slipway/core'
import type { Snapshot } from '../observe/snapshot.ts'
import type { Study } from '../observe/study.ts'
import type { Cosmetic, Proof, ProvenCode } from '../report.ts'
import { seenCode, type SeenCode } from '../scratch/watch-code.ts'

/** Version of what made a proof; a newer one may look closer. */
export const TOOL_VERSION = '0.0.0'

/** The part of a server's version that changes what migrations mean: 16 of 160014. */
export function majorOf(server: Pick<ServerFacts, 'versionNumber'>): number {
  return Math.floor(server.versionNumber / 10_000)
}

/** Puts what was seen into a proof. */
export function makeProof(seen: {
  readonly study: Study
  /** `undefined`: there is no way back. */
  readonly reverse: Plan | undefined
  readonly server: ServerFacts
  readonly before: Snapshot
  /** Name of the scratch and of its role: an owner, in the schema. */
  readonly scratch: string
  readonly ignore: readonly string[]
  readonly verdict: Pick<Proof, 'class' | 'why'>
  readonly cosmetic: readonly Cosmetic[]
  readonly code: SeenCode
  readonly tested: boolean
  readonly now: number
}): Proof {
  const { study, server, before } = seen
  const code = codeOf(study, seen.code)
  return {
    format: 1,
    tool: TOOL_VERSION,
    migrations: study.migrations.map(({ id, checksum, downChecksum }) => ({
      id,
      checksum,
      ...(downChecksum !== undefined && { downChecksum }),
    })),
    reverse: reverseOf(study, seen.reverse),
    schema: schemaFingerprint(anonymous(before.schema, seen.scratch), seen.ignore),
    server: { flavor: server.flavor, major: majorOf(server), settings: server.settings },
    tables: Object.entries(before.rows).map(([table, rows]) => ({ table, rows })),
    ...(code.length > 0 && { code }),
    ...seen.verdict,
    cosmetic: seen.cosmetic,
    observed: { version: server.version, objects: Object.keys(before.schema.objects).length, tested: seen.tested },
    at: new Date(seen.now).toISOString(),
  }
}

function codeOf({ up }: Study, seen: SeenCode): readonly ProvenCode[] {
  return up.flatMap(({ step }) => (step.kind === 'code' ? (seenCode(seen, step.ref) ?? []) : []))
}

/** Every scratch has another name; what it held is the same. */
function anonymous(schema: Schema, scratch: string): Schema {
  const objects = Object.entries(schema.objects).map(([id, object]): [ObjectId, SchemaObject] => {
    const { definition } = object
    // Only owners and grants name it, and a proof is made of every object for every migration.
    if (!id.includes(scratch) && !definition.includes(scratch)) return [id, object]
    return [id.replaceAll(scratch, 'scratch'), { ...object, definition: definition.replaceAll(scratch, 'scratch') }]
  })
  return { ...schema, objects: Object.fromEntries(objects) }
}

function reverseOf({ migrations }: Study, plan: Plan | undefined): Proof['reverse'] {
  const texts = (plan?.content.units ?? [])
    .flatMap((unit) => unit.parts.flatMap((part) => part.steps))
    .map(({ step, hash }) => ('text' in step ? step.text : hash))
  const sources = plan?.content.migrations.map(({ reversal }) => reversal.by) ?? []
  const absent = migrations.some(({ down }) => down === null) ? 'stated' : 'missing'
  const by = !plan ? absent : sources.includes('derived') ? 'derived' : 'written'
  return { by, hash: hashValue(texts) }
}
