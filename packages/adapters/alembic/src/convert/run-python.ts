import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { packageFolder } from '../package-folder.ts'

/** What went wrong in Python, and in which line of the revision's own file. */
export interface Problem {
  readonly error: string
  readonly message: string
  readonly line: number | null
}

/** What a direction of a revision sends, or what went wrong. */
export type PythonHalf =
  | { readonly statements: readonly { readonly text: string; readonly line: number | null }[] }
  | Problem

/** What is asked of `convert.py`. */
export interface Request {
  readonly ini: string | null
  readonly toml: string | null
  readonly section: string
  readonly scripts: string
  readonly versions: readonly string[]
  /** As SQLAlchemy calls it. */
  readonly dialect: 'postgresql' | 'mysql'
  /** Revisions to convert. */
  readonly revisions: readonly string[]
  /** All revisions, each after what it rests on. */
  readonly order: readonly string[]
  /** Address of an empty database, as SQLAlchemy takes it. A secret. */
  readonly scratch: string | null
}

/** What `convert.py` answers. */
export interface Answer {
  readonly revisions: Readonly<Record<string, { readonly upgrade: PythonHalf; readonly downgrade: PythonHalf }>>
  /** What `env.py` gives to `context.configure()`. */
  readonly table: { readonly table?: string; readonly schema?: string | null }
  readonly scratchError: Problem | null
}

const program = fileURLToPath(new URL('python/convert.py', packageFolder))

/** The Python of the first of these folders that has a virtual environment, else the one on PATH. */
export function findPython(folders: readonly string[]): string {
  const places = ['.venv/bin/python', 'venv/bin/python', '.venv/Scripts/python.exe', 'venv/Scripts/python.exe']
  return folders.flatMap((folder) => places.map((place) => join(folder, place))).find(existsSync) ?? 'python3'
}

/**
 * Asks Python, in `root`, with this process's environment, as the project's `env.py` needs it. Values go by stdin, so that
 * no secret stands in a command line.
 *
 * @returns why it could not be asked, as the end of a sentence, or the answer.
 */
export async function runPython(python: string, root: string, request: Request): Promise<Answer | string> {
  const child = spawn(python, [program], {
    cwd: root,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = new Promise<Error | undefined>((resolve) => {
    child.once('error', resolve)
    child.once('close', () => resolve(undefined))
  })
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(request))
  const [stdout, , error] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (error !== undefined) return `${python} cannot be started, and SQL of a revision is written by Alembic itself`
  return readAnswer(stdout, python)
}

function readAnswer(stdout: string, python: string): Answer | string {
  type Told = Answer | { readonly missing: string } | { readonly failed: Problem }
  let told: Told
  try {
    told = JSON.parse(stdout) as Told
  } catch {
    return `${python} ended without an answer`
  }
  if ('missing' in told) return `${python} cannot import Alembic (${told.missing}), and only that can write its SQL`
  if ('failed' in told) return `the project's Python fails: ${inWords(told.failed)}`
  return told
}

/** What went wrong, without an address that may hold a password. */
export function inWords({ error, message }: Problem): string {
  const plain = message.replace(/:\/\/[^\s/]*@/g, '://***@').replace(/\.$/, '')
  return plain === '' ? error : `${plain} (${error})`
}
