import type { FoundProject } from '@slipway/core'
import { variablesOf } from './import-config.ts'

/** Where a written configuration takes its connections from, in words. */
export function whereSecretsStay(project: FoundProject): string {
  const variables = variablesOf(project)
  if (variables.length > 0) return `no secret: the connection stays in ${variables.join(', ')}`
  return `no secret: the connection stays in ${project.loaded[0] ?? project.configuration}`
}
