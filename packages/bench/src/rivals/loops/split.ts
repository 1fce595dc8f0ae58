// Cuts a PostgreSQL script into statements as Slipway does, each parsed. Run as `node split.ts FILE`; how many there were
// goes to stdout.
import { readFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'

// As the command line starts.
setFlagsFromString('--no-wasm-tier-up')
setFlagsFromString('--no-wasm-dynamic-tiering')
enableCompileCache()
const [, , file = ''] = process.argv
const { postgres } = await import('@slipway/driver-postgres')
const dialect = await postgres({ url: 'postgres://nobody@127.0.0.1/nothing' }).dialect()
process.stdout.write(String(dialect.split(await readFile(file, 'utf8'), file).length))
