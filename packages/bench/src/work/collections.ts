/** A migration of MongoDB: a collection with a validator, and an index on it. */
export interface CollectionMigration {
  /** Five digits, from 1. */
  readonly number: string
  readonly up: readonly Readonly<Record<string, unknown>>[]
  readonly down: readonly Readonly<Record<string, unknown>>[]
}

const validator = {
  $jsonSchema: {
    bsonType: 'object',
    required: ['name'],
    properties: { name: { bsonType: 'string' }, amount: { bsonType: ['decimal', 'int', 'null'] } },
  },
}

/** As many small migrations as are asked for; each has two commands. */
export function collectionMigrations(count: number): readonly CollectionMigration[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(5, '0')
    const collection = `c_${number}`
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

/** Files of commands in Extended JSON, as Slipway and the floor read them. */
export function commandFiles(migrations: readonly CollectionMigration[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    migrations.flatMap(({ number, up, down }) => [
      [`V${number}__step_${number}.ejson`, `${JSON.stringify(up, undefined, 2)}\n`],
      [`U${number}__step_${number}.ejson`, `${JSON.stringify(down, undefined, 2)}\n`],
    ]),
  )
}

/** The same as migrate-mongo's modules. */
export function migrateMongoFiles(migrations: readonly CollectionMigration[]): Readonly<Record<string, string>> {
  const body = (commands: readonly object[]): string =>
    commands.map((command) => `  await db.command(${JSON.stringify(command)})\n`).join('')
  return Object.fromEntries(
    migrations.map(({ number, up, down }) => [
      `202601010${number}-step_${number}.js`,
      `export async function up(db) {\n${body(up)}}\n\nexport async function down(db) {\n${body(down)}}\n`,
    ]),
  )
}
