/** The folder of this package: this file stands directly in its `src`, and in its `dist` once built. */
export const packageFolder: URL = new URL('../', import.meta.url)
