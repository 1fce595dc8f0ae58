/** The ways to name and cut files that are known. */
export type StyleName = 'flyway' | 'golang-migrate' | 'goose' | 'dbmate' | 'node-pg-migrate'
