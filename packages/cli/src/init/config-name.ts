import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Name for a new configuration: in a package that does not say `"type": "module"`, Node reads a plain `.ts` twice and warns. */
export async function configName(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
  const plain = text === undefined || /"type"\s*:\s*"module"/.test(text)
  return plain ? 'slipway.config.ts' : 'slipway.config.mts'
}
