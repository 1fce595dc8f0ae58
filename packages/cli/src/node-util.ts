import type * as nodeUtil from 'node:util'

/** `node:util`, without what importing it loads: every getter in it is asked, down to worker threads. */
export const util: typeof nodeUtil = process.getBuiltinModule('node:util')
