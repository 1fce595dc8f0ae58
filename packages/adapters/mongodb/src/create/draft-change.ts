/** Commands for a new migration, as the lines of its files. */
export interface Change {
  readonly up: readonly string[]
  /** `undefined`: nothing true can be written; the reverse is derived from the schema just before. */
  readonly down: readonly string[] | undefined
}

interface Form {
  /** Captures the names it writes about. */
  readonly title: RegExp
  write(first: string, second: string): Change
}

const derived = '// The reverse is derived from the definitions just before; write an undo to say it yourself.'
const text = (value: string): string => JSON.stringify(value)

const createIndex = (field: string, collection: string): Change => {
  const name = `${field}_1`
  return {
    up: [
      `{ "createIndexes": ${text(collection)}, "indexes": [{ "key": { ${text(field)}: 1 }, "name": ${text(name)} }] }`,
    ],
    down: [`{ "dropIndexes": ${text(collection)}, "index": ${text(name)} }`],
  }
}

const forms: readonly Form[] = [
  {
    title: /^(?:create|add|new) (?:an? )?collection (.+)$/i,
    write: (collection) => ({
      up: [`{ "create": ${text(collection)} }`],
      down: [`{ "drop": ${text(collection)} }`],
    }),
  },
  {
    title: /^(?:drop|remove|delete) (?:the )?collection (.+)$/i,
    write: (collection) => ({ up: [derived, `{ "drop": ${text(collection)} }`], down: undefined }),
  },
  { title: /^(?:(?:create|add) )?(?:an )?index (?:for |on )?(.+?) (?:on|of|to|in) (.+)$/i, write: createIndex },
  {
    title: /^rename (?:the )?collection (.+?) to (.+)$/i,
    write: (from, to) => ({
      up: [`{ "renameCollection": ${text(from)}, "to": ${text(to)} }`],
      down: [`{ "renameCollection": ${text(to)}, "to": ${text(from)} }`],
    }),
  },
]

/** Commands for a title that says plainly what it wants; a place to write them for any other. */
export function draftChange(title: string): Change {
  for (const { title: pattern, write } of forms) {
    const [, first = '', second = ''] = pattern.exec(title) ?? []
    const names = [first, second].filter((name) => name !== '')
    if (names.length > 0 && names.every((name) => /^[A-Za-z_][\w.]*$/.test(name))) return write(first, second)
  }
  return { up: ['// Write the change here.', derived], down: undefined }
}
