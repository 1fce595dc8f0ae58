import type { ColumnTypeEnum } from '@prisma/driver-adapter-utils'

/** Prisma's numbers of column types, loaded on demand. */
export async function columnTypes(): Promise<typeof ColumnTypeEnum> {
  return (await import('@prisma/driver-adapter-utils')).ColumnTypeEnum
}
