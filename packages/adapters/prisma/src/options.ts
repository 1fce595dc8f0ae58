/** Options of `prisma()`. All of them are what Prisma's own command line finds by itself where they are left out. */
export interface PrismaOptions {
  /** The schema: a file, or a folder of `.prisma` files. Relative to the project. */
  readonly schema?: string
  /** Prisma's configuration: `prisma.config.ts` and its kin. Relative to the project. */
  readonly config?: string
  /** The folder of migrations, where it is not the one that Prisma's configuration or schema implies. Relative to the project. */
  readonly migrations?: string
  /** The project's folder, absolute. Default: where the process was started. */
  readonly cwd?: string
  /** Name of the plugin within a config. Default: `prisma`. */
  readonly name?: string
}
