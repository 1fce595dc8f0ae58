/** Why a reach was missed, by the name of its row: what a profile showed. Shown on the page while the row is missed. */
export const misses: Readonly<Record<string, string>> = {}
