import { redactor } from '@slipway/core'
import type { MigrationSettings } from '../project/settings.ts'

/** Variables whose names say that what they hold is not for others to see. */
const telling = /pass|secret|token|key|credential|private|dsn|_url$/i

/** What must not stand in a plan: code may put it into a statement, and plans are shown to many. Shorter values are words. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    telling.test(name) && value !== undefined && value.length >= 6 ? [value] : [],
  )
}

/** Takes out of a text what must not be shown or written down: secrets of the environment, and the connection's own. */
export function redacting({ config }: Pick<MigrationSettings, 'config'>): (text: string) => string {
  return redactor([...secretsOf(process.env), ...passwordOf(config['connection'])])
}

/** The password of a connection that is given in parts. */
export function passwordOf(connection: unknown): readonly string[] {
  if (typeof connection !== 'object' || connection === null || !('password' in connection)) return []
  return typeof connection.password === 'string' && connection.password !== '' ? [connection.password] : []
}
