import { accessCases } from './access.ts'
import type { Case } from './case.ts'
import { constraintCases } from './constraints.ts'
import { programCases } from './programs.ts'
import { tableCases } from './tables.ts'
import { typeCases } from './types.ts'

/** Every kind of object and every property of it, one change each. */
export const cases: readonly Case[] = [...tableCases, ...constraintCases, ...programCases, ...typeCases, ...accessCases]
