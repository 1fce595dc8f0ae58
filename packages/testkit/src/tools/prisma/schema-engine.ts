import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { answering, type EngineArguments } from './answer-request.ts'
import { connectionParts } from './connection-parts.ts'
import { loadEngine } from './load-engine.ts'
import { createDatabase } from './postgres-factory.ts'

// What the Prisma CLI starts in place of its native engine: it speaks that engine's protocol, JSON-RPC over stdin and
// stdout, a message a line.

interface Request {
  readonly id: number
  readonly method?: string
  readonly params?: Record<string, unknown>
}

const send = (message: object): boolean => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

function failure(thrown: unknown): object {
  const { message, meta, code } = thrown as { message?: unknown; meta?: unknown; code?: unknown }
  const data = { is_panic: false, message: String(message ?? thrown), meta: meta ?? null, error_code: code ?? null }
  return { code: 4466, message: 'An error happened. Check the data field for details.', data }
}

async function serve(given: EngineArguments): Promise<void> {
  let answer: ReturnType<typeof answering> | undefined
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const { id, method, params = {} } = JSON.parse(line) as Request
    // Answers to what was printed carry no method.
    if (method === undefined) continue
    try {
      answer ??= answering(given)
      const result = await (await answer)(method, params)
      const printed = method === 'diff' ? (result as { stdout: string | null }).stdout : null
      if (printed !== null) send({ id: 1_000_000 + id, method: 'print', params: { content: printed } })
      send({ id, result })
    } catch (thrown) {
      send({ id, error: failure(thrown) })
    }
  }
}

async function reach(url: string, command: string | undefined): Promise<void> {
  const { config, database } = connectionParts(url)
  const client = new Client({ ...config, database })
  try {
    await client.connect()
    await client.end()
  } catch (thrown) {
    const missing = (thrown as { code?: unknown }).code === '3D000'
    if (missing && command === 'create-database') return createDatabase(url)
    const message = missing
      ? `Database \`${database}\` does not exist on the database server.`
      : `Can't reach database server: ${(thrown as Error).message}`
    const fields = { message, is_panic: false, error_code: missing ? 'P1003' : 'P1001', meta: {} }
    process.stderr.write(`${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`)
    process.exitCode = 1
  }
}

async function given(datasource: string | undefined, datamodels: readonly string[]): Promise<EngineArguments> {
  const { url } = (datasource === undefined ? {} : JSON.parse(datasource)) as { url?: string }
  return {
    url,
    datamodels: await Promise.all(
      datamodels.map(async (path): Promise<[string, string]> => [path, await readFile(path, 'utf8')]),
    ),
  }
}

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    version: { type: 'boolean' },
    datasource: { type: 'string' },
    datamodels: { type: 'string', multiple: true },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
})
if (values.version === true) {
  process.stdout.write(`schema-engine-cli ${(await loadEngine()).version()}\n`)
} else {
  const parts = await given(values.datasource as string | undefined, (values.datamodels ?? []) as string[])
  const [group, command] = positionals
  if (group === 'cli') await reach(parts.url ?? '', command)
  else await serve(parts)
}
