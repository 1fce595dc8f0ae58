/** A module as migrate-mongo runs it, in the project's own module system. */
export function draftModule(reason: string, isTyped: boolean, isCommon: boolean): string {
  const parameters = isTyped ? 'db: Db, client: MongoClient' : 'db, client'
  const body = (name: string): readonly string[] => [
    `${isCommon ? `  async ${name}` : `export async function ${name}`}(${parameters})${isTyped ? ': Promise<void>' : ''} {`,
    `${isCommon ? '    ' : '  '}// ${name === 'up' ? 'Write the change here.' : 'Write what undoes it here.'}`,
    isCommon ? '  },' : '}',
  ]
  const lines = isCommon
    ? ['module.exports = {', ...body('up'), ...body('down'), '}']
    : [...(isTyped ? ["import type { Db, MongoClient } from 'mongodb'", ''] : []), ...body('up'), '', ...body('down')]
  return [`// reason: ${reason}`, '', ...lines, ''].join('\n')
}
