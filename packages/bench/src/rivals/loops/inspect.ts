// What Slipway's `drift`, `plan` and `rehearse` do to know a schema, by itself. The URL comes in DATABASE_URL; the ids of
// all objects go to stdout.
import type { Driver } from '@slipway/core/plugin'

async function driverOf(url: string): Promise<Driver> {
  if (url.startsWith('mysql:')) return (await import('@slipway/driver-mysql')).mysql({ url })
  return (await import('@slipway/driver-postgres')).postgres({ url })
}

const driver = await driverOf(process.env['DATABASE_URL'] ?? '')
const session = await driver.connect()
const { objects } = await session.inspect()
process.stdout.write(JSON.stringify(Object.keys(objects)))
await session.close()
