import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { copyProject, freshDatabase, runPrisma, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'

const chain = [
  '20260105090000_customers',
  '20260112090000_orders',
  '20260119090000_order_lines',
  '20260126090000_order_status',
  '20260202090000_order_customer_index',
  '20260209090000_invoices',
]

test('Prisma and Slipway share a project, and each goes on where the other stopped', { timeout: 240_000 }, async () => {
  await using database = await freshDatabase(await sharedPostgres(16))
  await using project = await copyProject(new URL('../', import.meta.url), { DATABASE_URL: database.url })
  const { slipway, folder } = project

  const prisma = (...args: readonly string[]) => runPrisma(folder, args, { url: database.url })
  const deploy = async () => {
    const { code, stderr } = await prisma('migrate', 'deploy')
    expect({ code, stderr }).toMatchObject({ code: 0 })
  }
  const byPrisma = async (): Promise<readonly string[]> => {
    const { code, stdout, stderr } = await prisma('migrate', 'status')
    expect(stdout + stderr).toContain(code === 0 ? 'Database schema is up to date!' : 'have not yet been applied')
    return code === 0 ? chain : chain.filter((name) => !stdout.includes(name))
  }

  // Prisma deploys all that it finds, so the later ones come later.
  const later = chain.slice(3).map((name) => [join(folder, 'prisma/migrations', name), join(folder, name)] as const)
  for (const [place, aside] of later) await rename(place, aside)
  await deploy()
  for (const [place, aside] of later) await rename(aside, place)
  await slipway('adopt', '--yes')
  expect(await project.applied()).toEqual(chain.slice(0, 3))

  expect(await slipway('plan')).toContain('CREATE INDEX CONCURRENTLY "Order_customerId_idx"')
  await slipway('apply')
  expect(await byPrisma()).toEqual(chain)

  await slipway('rollback', '-n', '3', '--yes')
  expect(await byPrisma()).toEqual(chain.slice(0, 3))
  await deploy()
  expect(await project.applied()).toEqual(chain)

  await slipway('leave', '--yes')
  expect(await byPrisma()).toEqual(chain)
})
