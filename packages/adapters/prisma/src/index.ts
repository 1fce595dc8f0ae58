export { prisma, type PrismaAdapter } from './prisma.ts'
export { prismaProject } from './project/prisma-project.ts'
export type { PrismaConnection, TlsOptions } from './project/connection.ts'
export type { PrismaOptions } from './options.ts'
