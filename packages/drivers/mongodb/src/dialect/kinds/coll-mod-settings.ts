import type { Schema } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { malformed, type Command } from '../command.ts'
import { collectionId, indexesId, validatorId, viewId } from '../names/object-id.ts'
import { createIndexesText, definitionDocument, dropIndexesText, indexSpecs } from '../reverse/recreate.ts'
import { readNodes } from '../text/read-nodes.ts'
import { toValue } from '../text/to-value.ts'
import { plain, print } from '../text/print.ts'

/** What a `collMod` sets. */
export interface Settings {
  readonly command: Document
  readonly validator: boolean
  readonly view: boolean
  /** Options of the collection itself. */
  readonly collection: boolean
  readonly index: Document | undefined
  readonly dryRun: boolean
}

const ofValidator = ['validator', 'validationLevel', 'validationAction'] as const
const ofCollection = [
  'expireAfterSeconds',
  'timeseries',
  'changeStreamPreAndPostImages',
  'recordPreImages',
  'cappedSize',
  'cappedMax',
] as const

/** Throws `SW-SYNTAX` for a `collMod` of an index that says neither its name nor its key. */
export function settingsIn(command: Command): Settings {
  const body = command.plain
  const index = body['index'] as Document | undefined
  if (index !== undefined && index['name'] === undefined && index['keyPattern'] === undefined) {
    throw malformed(command.at, '"index" says neither "name" nor "keyPattern"', '"index": { "name": "email_1", … }')
  }
  return {
    command: body,
    validator: ofValidator.some((key) => body[key] !== undefined),
    view: body['viewOn'] !== undefined || body['pipeline'] !== undefined,
    collection: ofCollection.some((key) => body[key] !== undefined),
    index,
    dryRun: body['dryRun'] === true,
  }
}

/** Commands that set back what a `collMod` sets, or why there are none. Empty where it changes nothing. */
export function restoreSettings(name: string, settings: Settings, before: Schema): readonly string[] | string {
  const { command, index } = settings
  const back: Document = { collMod: name }
  if (settings.view) {
    const { create: _, ...view } = definitionDocument(before.objects[viewId(name)]?.definition ?? '{}')
    Object.assign(back, view)
  }
  if (settings.validator) {
    const validator = definitionDocument(before.objects[validatorId(name)]?.definition ?? '{}')
    back['validator'] = validator['validator'] ?? {}
    back['validationLevel'] = validator['validationLevel'] ?? 'strict'
    back['validationAction'] = validator['validationAction'] ?? 'error'
  }
  const options = definitionDocument(before.objects[collectionId(name)]?.definition ?? '{}')
  for (const key of ofCollection.filter((candidate) => command[candidate] !== undefined)) {
    const was = optionBefore(key, command, options)
    if (was === undefined) return `${key} of ${name} cannot be set back: the server only lets it grow`
    if (was !== 'same') Object.assign(back, was)
  }
  const indexes = index === undefined ? [] : restoreIndex(name, index, before)
  return [...(Object.keys(back).length > 1 ? [print(back)] : []), ...indexes]
}

function optionBefore(
  key: (typeof ofCollection)[number],
  command: Document,
  before: Document,
): Document | 'same' | undefined {
  switch (key) {
    case 'timeseries':
      return print(plain(pick(before['timeseries'], command['timeseries']))) === print(command['timeseries'])
        ? 'same'
        : undefined
    case 'expireAfterSeconds':
      return { expireAfterSeconds: before['expireAfterSeconds'] ?? 'off' }
    case 'changeStreamPreAndPostImages':
      return { [key]: before[key] ?? { enabled: false } }
    case 'recordPreImages':
      return { [key]: before[key] ?? false }
    case 'cappedSize':
      return before['size'] === undefined ? 'same' : { cappedSize: before['size'] }
    case 'cappedMax':
      return { cappedMax: before['max'] ?? 0 }
  }
}

function pick(whole: unknown, part: unknown): Document {
  const from = (whole ?? {}) as Document
  return Object.fromEntries(Object.keys((part ?? {}) as Document).map((key) => [key, from[key]]))
}

/** The index that a `collMod` speaks of, as it is in a schema. */
function indexIn(name: string, index: Document, schema: Schema): Document | undefined {
  const listed = schema.objects[indexesId(name)]?.definition
  const specs = listed === undefined ? indexSpecs(schema, name) : specsOf(listed)
  return specs.find((spec) =>
    index['name'] === undefined
      ? print(plain(spec['key'])) === print(index['keyPattern'])
      : spec['name'] === index['name'],
  )
}

function specsOf(list: string): readonly Document[] {
  const source = { text: list, file: '' }
  const [node] = readNodes(source)
  return node === undefined ? [] : (toValue(source, node) as readonly Document[])
}

/** What a `collMod` can set back it sets back; for the rest the index is built again. */
function restoreIndex(name: string, index: Document, before: Schema): readonly string[] {
  const was = indexIn(name, index, before)
  if (was === undefined) return []
  const rebuilt =
    (index['unique'] === true && was['unique'] !== true) ||
    (index['expireAfterSeconds'] !== undefined && was['expireAfterSeconds'] === undefined)
  if (rebuilt) {
    const { state: _, ...spec } = was
    return [...dropIndexesText(name, [String(was['name'])]), ...createIndexesText(name, [spec])]
  }
  const back: Document = { name: was['name'] }
  if (index['expireAfterSeconds'] !== undefined) back['expireAfterSeconds'] = was['expireAfterSeconds']
  if (index['hidden'] !== undefined) back['hidden'] = was['hidden'] ?? false
  if (index['prepareUnique'] !== undefined) back['prepareUnique'] = was['prepareUnique'] ?? false
  return Object.keys(back).length > 1 ? [print({ collMod: name, index: back })] : []
}

/** Whether a collection is as a `collMod` sets it. */
export function isSettled(name: string, settings: Settings, now: Schema): boolean {
  const { command, index } = settings
  const validator = definitionDocument(now.objects[validatorId(name)]?.definition ?? '{}')
  const found = { validationLevel: 'strict', validationAction: 'error', validator: {}, ...validator }
  const view = definitionDocument(now.objects[viewId(name)]?.definition ?? '{}')
  const options = definitionDocument(now.objects[collectionId(name)]?.definition ?? '{}')
  const spec = index === undefined ? undefined : indexIn(name, index, now)
  const equal = (meant: unknown, is: unknown): boolean => print(plain(meant)) === print(plain(is))
  return (
    ofValidator.every((key) => command[key] === undefined || equal(command[key], found[key])) &&
    ['viewOn', 'pipeline'].every((key) => command[key] === undefined || equal(command[key], view[key])) &&
    ofCollection.every(
      (key) =>
        command[key] === undefined || optionBefore(key, command, options) === 'same' || isOption(key, command, options),
    ) &&
    (index === undefined || (spec !== undefined && isIndexSettled(index, spec)))
  )
}

function isOption(key: (typeof ofCollection)[number], command: Document, now: Document): boolean {
  const meant: unknown = command[key]
  switch (key) {
    case 'timeseries':
      return false
    case 'expireAfterSeconds':
      return meant === 'off' ? now[key] === undefined : print(plain(now[key])) === print(meant)
    case 'changeStreamPreAndPostImages':
      return ((now[key] as Document | undefined)?.['enabled'] ?? false) === (meant as Document)['enabled']
    case 'recordPreImages':
      return (now[key] ?? false) === meant
    case 'cappedSize':
      return print(plain(now['size'])) === print(meant)
    case 'cappedMax':
      return print(plain(now['max'] ?? 0)) === print(meant)
  }
}

function isIndexSettled(index: Document, spec: Document): boolean {
  const after: unknown = index['expireAfterSeconds']
  return (
    (['unique', 'hidden', 'prepareUnique'] as const).every(
      (key) => index[key] === undefined || (spec[key] ?? false) === index[key] || isConverted(key, spec),
    ) &&
    (after === undefined || print(plain(spec['expireAfterSeconds'])) === print(after))
  )
}

/** The server takes `prepareUnique` off an index that became unique. */
function isConverted(key: string, spec: Document): boolean {
  return key === 'prepareUnique' && spec['unique'] === true
}
