/** A migration of MongoDB: a collection with a validator, and an index on it. */
export interface CollectionMigration {
  /** Five digits, from 1. */
  readonly number: string
  readonly up: readonly Readonly<Record<string, unknown>>[]
  readonly down: readonly Readonly<Record<string, unknown>>[]
}

/** The name of what a migration creates. */
export const collectionOf = (number: string): string => `c_${number}`

/** As many small migrations as are asked for; each has two commands. */
export function collectionMigrations(count: number): readonly CollectionMigration[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(5, '0')
    const collection = collectionOf(number)
    const validator = {
      $jsonSchema: {
        bsonType: 'object',
        required: ['name'],
        properties: { name: { bsonType: 'string' }, amount: { bsonType: ['decimal', 'int', 'null'] } },
      },
    }
    return {
      number,
      up: [
        { create: collection, validator },
        { createIndexes: collection, indexes: [{ key: { name: 1 }, name: 'name_1' }] },
      ],
      down: [{ drop: collection }],
    }
  })
}
