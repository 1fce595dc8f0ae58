import type { Definitions, Hazard, ObjectId, Probe, Schema } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { absent, atApply, hazard, impossible, landed, nothing, partial, unknown } from '../draft.ts'
import type { Kind } from '../draft.ts'
import { collectionId, indexesId, validatorId, viewId } from '../names/object-id.ts'
import { isSettled, restoreSettings, settingsIn, type Settings } from './coll-mod-settings.ts'
import { nameIn } from './name-in.ts'

/** `{ "collMod": "orders", … }`: validator, an index's options, a view's pipeline, a time series' granularity. */
export const collMod: Kind = ({ command }) => {
  const name = nameIn(command)
  const settings = settingsIn(command)
  const ids = touched(name, settings)
  const { index } = settings
  return {
    verb: 'modify collection',
    objects: ids
      .filter((id) => !id.startsWith('indexes:'))
      .map((id) => ({ id, effect: id === collectionId(name) && !settings.collection ? 'read' : 'alter' })),
    locks: [{ object: collectionId(name), mode: 'X', blocks: 'all' }],
    scan: index?.['unique'] === true,
    data: expires(settings) ? 'destroys' : 'none',
    needs: [
      ...(settings.validator ? ['validators'] : []),
      ...(index?.['prepareUnique'] !== undefined || index?.['unique'] !== undefined ? ['prepareUnique'] : []),
      ...(index?.['hidden'] === undefined ? [] : ['hiddenIndexes']),
      ...(command.plain['timeseries'] === undefined ? [] : ['timeseries']),
      ...((command.plain['changeStreamPreAndPostImages'] as Document | undefined)?.['enabled'] === true
        ? ['preImages']
        : []),
    ],
    hazards: hazards(name, settings),
    reverse: settings.dryRun ? nothing : atApply,
    undo(before) {
      const restored = restoreSettings(name, settings, before)
      if (typeof restored === 'string') return impossible(restored)
      return restored.length === 0 ? nothing : { kind: 'statements', statements: restored, class: 'exact' }
    },
    probed: ids,
    probe: (before, now) => probe(name, settings, ids, { before, now }),
  }
}

function touched(name: string, settings: Settings): readonly ObjectId[] {
  return [
    ...(settings.view ? [viewId(name)] : [collectionId(name)]),
    ...(settings.validator ? [validatorId(name)] : []),
    ...(settings.index ? [indexesId(name)] : []),
  ]
}

function expires({ index, command }: Settings): boolean {
  const after: unknown = command['expireAfterSeconds']
  return index?.['expireAfterSeconds'] !== undefined || (after !== undefined && after !== 'off')
}

function hazards(name: string, settings: Settings): readonly Hazard[] {
  if (!expires(settings)) return []
  const message = `The server deletes documents of ${name} by another age from now on; a rollback does not bring them back.`
  return [hazard('SW-MONGO-TTL', 'inform', message, collectionId(name))]
}

/** One `collMod` is one entry of the server's log; still, what it left is compared with both sides. */
function probe(
  name: string,
  settings: Settings,
  ids: readonly ObjectId[],
  { before, now }: { readonly before: Definitions; readonly now: Definitions },
): Probe {
  // It is run for its answer alone, and a refusal is one.
  if (settings.dryRun) return absent('a dry run changes nothing')
  if (ids.some((id) => before[id] === undefined || now[id] === undefined))
    return unknown(`the definitions of ${name} were not read`)
  // First of all: a command that the server refused, or did not know, sets nothing that could be missing.
  if (ids.every((id) => before[id] === now[id])) return absent(`${name} is as it was before`)
  if (isSettled(name, settings, schemaOf(now))) return landed(`${name} is as the command sets it`)
  const restored = restoreSettings(name, settings, schemaOf(before))
  if (typeof restored === 'string') return unknown(`${name} is neither as before nor as the command sets it`)
  return partial(`${name} is neither as before nor as the command sets it`, restored, 'rerun')
}

/** Definitions as a schema, `indexes:orders` taken apart into its indexes. */
function schemaOf(definitions: Definitions): Schema {
  const objects = Object.entries(definitions).flatMap(([id, definition]) =>
    definition === null
      ? []
      : [[id, { kind: id.slice(0, id.indexOf(':')), definition, dependsOn: [] as readonly ObjectId[] }] as const],
  )
  return { dialect: 'mongodb', objects: Object.fromEntries(objects) }
}
