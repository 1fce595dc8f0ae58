import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { relativeTo, type Settings } from '../settings/read-settings.ts'
import { revisionGraph, type RevisionGraph } from './graph.ts'
import { pythonParser } from './python-source.ts'
import { readRevision } from './read-revision.ts'

/**
 * Reads the graph of a project's revisions. Nothing of the project is run.
 *
 * @throws SlipwayError `SW-SYNTAX`, `SW-DUPLICATE`, `SW-MISSING` or `SW-CYCLE`, naming the file.
 */
export async function readRevisions(cwd: string, { versions, isRecursive }: Settings): Promise<RevisionGraph> {
  const paths = [...new Set(versions.flatMap((folder) => [...pythonFiles(folder, isRecursive)]))]
  const parse = await pythonParser()
  return revisionGraph(
    paths.map((path) => {
      const text = readFileSync(path, 'utf8')
        .replace(/^\uFEFF/, '')
        .replace(/\r\n?/g, '\n')
      return readRevision({ file: relativeTo(cwd, path), path, text }, parse)
    }),
  )
}

// As Alembic does: whatever ends in `.py`, whatever template named it.
function* pythonFiles(folder: string, isRecursive: boolean): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    if (entry.name.startsWith('.#') || entry.name.startsWith('__init__')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (isRecursive && entry.name !== '__pycache__') yield* pythonFiles(path, isRecursive)
    } else if (entry.name.endsWith('.py')) yield path
  }
}
