/** The parts of a server's or client's error that may be shown: never the values of documents. */
export interface ServerError {
  readonly code: number | undefined
  readonly codeName: string | undefined
  readonly message: string
  readonly labels: readonly string[]
  /** The class of the client's error: `MongoNetworkError`. */
  readonly name: string
  /** The statement took effect on the primary and is not known to have reached the majority. */
  readonly unacknowledged: boolean
  /** `database.collection`, of a duplicate key. */
  readonly namespace: string | undefined
  /** The dialect's own guard failed: a document was changed since a migration that is to be undone. */
  readonly guard: boolean
}

const record = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {}

const keysOf = (value: unknown): readonly string[] => Object.keys(record(value))

/** `E11000 … dup key: { email: "a@b" }`, without the values. */
function duplicate(message: string, keys: readonly string[]): string {
  const [, namespace, index] = /collection: (\S+) index: (.+?)(?: collation: .*)? dup key:/.exec(message) ?? []
  if (namespace === undefined) return 'Two documents have the same unique key'
  const on = keys.length > 0 ? ` (${keys.join(', ')})` : ''
  return `Two documents of ${namespace} have the same key in the unique index ${index}${on}`
}

/** Which rules a document breaks: names of properties, never what they hold. */
function brokenRules(info: unknown): string {
  const rules = record(record(info)['details'])['schemaRulesNotSatisfied']
  const names = new Set<string>()
  for (const rule of Array.isArray(rules) ? rules.map(record) : []) {
    for (const missing of (rule['missingProperties'] as readonly unknown[] | undefined) ?? [])
      names.add(String(missing))
    for (const property of (rule['propertiesNotSatisfied'] as readonly unknown[] | undefined) ?? [])
      names.add(String(record(property)['propertyName']))
  }
  return names.size === 0 ? '' : `: ${[...names].join(', ')}`
}

const guarded = /changed since the migration, so not undone: _id [^']*/

function safeMessage(code: number | undefined, message: string, raw: Record<string, unknown>): string {
  if (code === 11000 || code === 11001) return duplicate(message, keysOf(raw['keyPattern']))
  if (code === 121) return `A document breaks the validator of its collection${brokenRules(raw['errInfo'])}`
  const guard = code === 241 ? guarded.exec(message)?.[0] : undefined
  if (guard !== undefined) return `A document was ${guard}`
  // Conversions quote what they could not convert.
  if (code === 241) return message.replace(/'[^]*'/, '…')
  // It quotes the whole command.
  if (code === 13) return message.replace(/(to execute command) \{ (\w+): [^]*$/, '$1 $2')
  return message.replace(/\{ ?_id: [^]*?\} has the field/, 'a document has the field')
}

const namespaceOf = (message: string): string | undefined => /collection: (\S+) index:/.exec(message)?.[1]

/** Reads an answer's error, of a command or of one of its writes. */
export function answeredError(raw: Record<string, unknown>, name = 'MongoServerError'): ServerError {
  const code = typeof raw['code'] === 'number' ? raw['code'] : undefined
  const message = String(raw['errmsg'] ?? raw['message'] ?? 'unknown')
  const labels = raw['errorLabels']
  return {
    code,
    codeName: typeof raw['codeName'] === 'string' ? raw['codeName'] : undefined,
    message: safeMessage(code, message, raw),
    labels: Array.isArray(labels) ? labels.map(String) : [],
    name,
    unacknowledged: name === 'MongoWriteConcernError',
    namespace: namespaceOf(message),
    guard: code === 241 && guarded.test(message),
  }
}

/** Reads what the client threw; `undefined` for what is no error of it. */
export function serverError(thrown: unknown): ServerError | undefined {
  if (!(thrown instanceof Error) || !thrown.name.startsWith('Mongo')) return undefined
  const raw = thrown as unknown as Record<string, unknown>
  const given = raw['errorLabels']
  const response = record(raw['errorResponse'])
  return answeredError(
    {
      ...raw,
      errmsg: thrown.message,
      keyPattern: raw['keyPattern'] ?? response['keyPattern'],
      errInfo: raw['errInfo'] ?? response['errInfo'],
      errorLabels: Array.isArray(given) ? given : [],
    },
    thrown.name,
  )
}
