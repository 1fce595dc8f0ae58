import type { Definitions, ObjectId, Probe, Schema } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { absent, atApply, landed, nothing, partial, unknown, type Kind } from '../draft.ts'
import { collectionId, indexesId, indexId } from '../names/object-id.ts'
import { createIndexesText, dropIndexesText, indexSpecs } from '../reverse/recreate.ts'
import { readNodes } from '../text/read-nodes.ts'
import { toValue } from '../text/to-value.ts'
import { plain, print } from '../text/print.ts'
import { malformed } from '../command.ts'
import { nameIn } from './name-in.ts'

/** `{ "dropIndexes": "orders", "index": … }`: by name, by several names, by key, or `*` for all. */
export const dropIndexes: Kind = ({ command, schema }) => {
  const collection = nameIn(command)
  const index: unknown = command.plain['index']
  if (index === undefined) {
    const hint = '"index": "email_1"   or a list of names, the key as an object, or "*"'
    throw malformed(command.at, '"dropIndexes" does not say which "index"', hint)
  }
  const names = namedBy(index)
  const listed = indexesId(collection)
  const chosen = (spec: Document): boolean =>
    names === undefined ? index === '*' || isKey(spec, index as Document) : names.includes(String(spec['name']))
  const dropped = (before: Schema): readonly Document[] => indexSpecs(before, collection).filter(chosen)
  const ids = names ?? (schema === undefined ? [] : dropped(schema).map((spec) => String(spec['name'])))
  return {
    verb: 'drop indexes',
    objects: [
      ...ids.map((name) => ({ id: indexId(collection, name), effect: 'drop' as const })),
      { id: collectionId(collection), effect: 'read' },
    ],
    locks: [{ object: collectionId(collection), mode: 'X', blocks: 'all' }],
    reverse: atApply,
    undo(before) {
      const specs = dropped(before)
      if (specs.length === 0) return nothing
      return { kind: 'statements', statements: createIndexesText(collection, specs), class: 'exact' }
    },
    probed: names === undefined ? [listed] : names.map((name) => indexId(collection, name)),
    probe: (before, now) =>
      names === undefined ? probeListed(listed, chosen, before, now) : probeNamed(collection, names, before, now),
  }
}

/** Names of indexes; `undefined` where the command says a key or all. */
function namedBy(index: unknown): readonly string[] | undefined {
  if (Array.isArray(index)) return index.map(String)
  return typeof index === 'string' && index !== '*' ? [index] : undefined
}

function isKey(spec: Document, key: Document): boolean {
  return print(plain(spec['key'])) === print(plain(key))
}

function probeNamed(collection: string, names: readonly string[], before: Definitions, now: Definitions): Probe {
  const id = (name: string): ObjectId => indexId(collection, name)
  if (names.some((name) => before[id(name)] === undefined || now[id(name)] === undefined))
    return unknown('the definition of an index was not read')
  const left = names.filter((name) => now[id(name)] !== null)
  const changed = left.find((name) => now[id(name)] !== before[id(name)])
  if (changed !== undefined) return unknown(`index ${changed} is another one than before`)
  // The server drops none where one of them does not exist.
  if (names.every((name) => now[id(name)] === before[id(name)]))
    return absent(
      left.length > 0 ? `${left.join(', ')} is still there` : `${names.join(', ')} was not there before either`,
    )
  if (left.length === 0) return landed(`${names.join(', ')} is gone`)
  return partial(`${left.join(', ')} is still there`, dropIndexesText(collection, left), 'landed')
}

function probeListed(
  listed: ObjectId,
  chosen: (spec: Document) => boolean,
  before: Definitions,
  now: Definitions,
): Probe {
  const [was, is] = [before[listed], now[listed]]
  if (was === undefined || is === undefined) return unknown('the indexes were not read')
  if (is === null) return was === null ? absent('the collection is not there') : unknown('the collection is gone')
  if (was === is) return absent('the indexes are those of before')
  const left = specsIn(is).filter(chosen)
  return left.length === 0 ? landed('what it drops is gone') : unknown('some of the indexes changed')
}

function specsIn(list: string): readonly Document[] {
  const source = { text: list, file: '' }
  const [node] = readNodes(source)
  return node === undefined ? [] : (toValue(source, node) as readonly Document[])
}
