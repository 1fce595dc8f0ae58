import type { Declared } from '../engine/open-engine.ts'
import type { PrismaProject } from '../project/project.ts'
import { asVersion7 } from './as-version-7.ts'
import { relativePath } from '../project/relative-path.ts'

/** What a project's schema files declare. */
export function declaredBy({ cwd, schemaFiles, external }: PrismaProject, schema: string): Declared {
  const files = schemaFiles.map(({ path, text }) => ({ path: relativePath(cwd, path), content: asVersion7(text) }))
  return { files, external, schema }
}
