import type { Document } from 'mongodb'
import { malformed } from '../command.ts'
import { absent, landed, nothing, presence, unknown, type Draft, type Kind } from '../draft.ts'
import { collectionId, validatorId, viewId } from '../names/object-id.ts'
import { print } from '../text/print.ts'
import { nameIn } from './name-in.ts'

/** `{ "create": "orders", … }`, also of a view, a time series or a clustered collection. */
export const create: Kind = (scope): Draft => {
  const { command } = scope
  const name = nameIn(command)
  const { plain: body } = command
  const isView = body['viewOn'] !== undefined
  const id = isView ? viewId(name) : collectionId(name)
  const what = `${isView ? 'view' : 'collection'} ${name}`
  if (isView && typeof body['viewOn'] !== 'string')
    throw malformed(command.at, '"viewOn" names a collection in double quotes')
  const hasValidator = Object.keys((body['validator'] as Document | undefined) ?? {}).length > 0
  return {
    verb: isView ? 'create view' : 'create collection',
    objects: [
      { id, effect: 'create' },
      ...(hasValidator ? [{ id: validatorId(name), effect: 'create' } as const] : []),
      ...(isView ? [{ id: collectionId(body['viewOn'] as string), effect: 'read' } as const] : []),
    ],
    locks: [{ object: id, mode: 'X', blocks: 'nothing' }],
    needs: capabilities(body, hasValidator),
    // From 7.0 on the server takes a `create` of what is there in the same form, and does nothing.
    reverse:
      presence(scope, id) === 'there'
        ? nothing
        : { kind: 'statements', statements: [print({ drop: name })], class: 'exact' },
    probed: [id],
    probe(before, now) {
      if (before[id] === undefined || now[id] === undefined) return unknown(`whether ${what} is there was not read`)
      if (now[id] === null) return absent(`${what} is not there`)
      if (before[id] === null) return landed(`${what} is there`)
      return before[id] === now[id] ? absent(`${what} was there before`) : unknown(`${what} is another one than before`)
    },
  }
}

function capabilities(body: Document, hasValidator: boolean): readonly string[] {
  const images = body['changeStreamPreAndPostImages'] as Document | undefined
  return [
    ...(hasValidator ? ['validators'] : []),
    ...(body['clusteredIndex'] === undefined ? [] : ['clustered']),
    ...(body['timeseries'] === undefined ? [] : ['timeseries']),
    ...(images?.['enabled'] === true ? ['preImages'] : []),
    ...(body['encryptedFields'] === undefined ? [] : ['encrypted']),
  ]
}
