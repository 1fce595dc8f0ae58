import { copyProject, freshDatabase, runFlyway, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'

const versions = ['20260105', '20260112', '20260119', '20260126', '20260202', '20260209']
const chain = versions.map((version) => `V${version}`)

interface Info {
  readonly migrations: readonly { readonly version: string; readonly state: string }[]
}

test('Flyway and Slipway share a project, and each goes on where the other stopped', { timeout: 240_000 }, async () => {
  await using database = await freshDatabase(await sharedPostgres(16))
  const { host, pathname, username, password } = new URL(database.url)
  const env = {
    FLYWAY_URL: `jdbc:postgresql://${host}${pathname}`,
    FLYWAY_USER: decodeURIComponent(username),
    FLYWAY_PASSWORD: decodeURIComponent(password),
  }
  await using project = await copyProject(new URL('../', import.meta.url), env)
  const { slipway, folder } = project

  const flyway = async (...args: readonly string[]): Promise<string> => {
    const { code, output } = await runFlyway(args, { cwd: folder, env })
    expect({ code, output }).toMatchObject({ code: 0 })
    return output
  }
  const byFlyway = async (): Promise<readonly string[]> => {
    const output = await flyway('info', '-outputType=json')
    const { migrations } = JSON.parse(output.slice(output.indexOf('{'))) as Info
    return migrations.filter(({ state }) => state === 'Success').map(({ version }) => `V${version}`)
  }

  await flyway('migrate', '-target=20260119')
  await slipway('adopt', '--yes')
  expect(await project.applied()).toEqual(chain.slice(0, 3))

  expect(await slipway('plan')).toContain('CREATE INDEX CONCURRENTLY orders_customer_id_idx')
  await slipway('apply')
  expect(await byFlyway()).toEqual(chain)

  await slipway('rollback', '-n', '3', '--yes')
  expect(await byFlyway()).toEqual(chain.slice(0, 3))
  await flyway('migrate')
  expect(await project.applied()).toEqual(chain)

  await slipway('leave', '--yes')
  expect(await byFlyway()).toEqual(chain)
})
