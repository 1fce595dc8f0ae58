// Of what version 7 still calls a preview, what changes SQL.
const previews = ['partialIndexes', 'postgresqlExtensions', 'views']

const connection = /^(\s*)((?:url|directUrl|shadowDatabaseUrl)\s*=)/

/**
 * A schema as the engine of version 7 reads it, line by line where it was: versions before have connections in it, which
 * that one refuses, and previews that it does not know any more.
 */
export function asVersion7(schema: string): string {
  let block = ''
  const lines = schema.split('\n').map((line) => {
    block = /^\s*(\w+)\s+\w+\s*\{/.exec(line)?.[1] ?? block
    return block === 'datasource' ? line.replace(connection, '$1// $2') : line
  })
  return lines
    .join('\n')
    .replaceAll(/^(\s*previewFeatures\s*=\s*)\[([^\]]*)\]/gm, (_whole, head: string, list: string) => {
      const kept = previews.filter((name) => list.includes(`"${name}"`)).map((name) => `"${name}"`)
      return `${head}[${kept.join(', ')}]${'\n'.repeat(list.split('\n').length - 1)}`
    })
}
