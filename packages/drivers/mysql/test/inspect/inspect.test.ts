import type { Schema } from '@slipway/core/plugin'
import { describe, expect, test } from 'vitest'
import { findAilments } from '../../src/dialect/ailments/find-ailments.ts'
import { inspect } from '../../src/inspect/index.ts'
import { flavors, freshConnection, type FreshConnection } from '../fresh-connection.ts'
import { fixture } from '../reverse/fixture.ts'

const look = ({ query, server }: FreshConnection): Promise<Schema> => inspect(query, server)

describe.each(flavors)('%s', (flavor) => {
  test('the same statements give the same schema in another database', async () => {
    const [one, two] = [await freshConnection(flavor), await freshConnection(flavor)]
    try {
      await one.run(...fixture(flavor))
      await two.run(...fixture(flavor))
      const schema = await look(one)
      expect(await look(two)).toEqual({
        ...schema,
        objects: {
          ...schema.objects,
          'event:nightly': { ...schema.objects['event:nightly'], cosmetic: expect.any(String) },
        },
      })
      expect(JSON.stringify(schema)).not.toContain(one.database)
      expect(Object.keys(schema.objects)).toEqual(Object.keys(schema.objects).toSorted())
      for (const { dependsOn } of Object.values(schema.objects)) {
        expect(dependsOn).toEqual([...dependsOn].sort())
        for (const needed of dependsOn) expect(schema.objects).toHaveProperty([needed])
      }
    } finally {
      await one.close()
      await two.close()
    }
  })

  test('what stands on what is told', async () => {
    const connection = await freshConnection(flavor)
    try {
      await connection.run(...fixture(flavor))
      const { objects } = await look(connection)
      expect(objects['view:smaller']?.dependsOn).toEqual(['view:small_orders'])
      expect(objects['view:small_orders']?.dependsOn).toEqual(['table:orders'])
      expect(objects['constraint:orders.orders_customer']?.dependsOn).toEqual([
        'column:customers.id',
        'column:orders.customer',
        'table:customers',
        'table:orders',
      ])
      expect(objects['trigger:orders_third']?.dependsOn).toEqual(['table:orders', 'trigger:orders_second'])
      expect(objects['index:pairs.pairs_bc']?.dependsOn).toEqual(['column:pairs.b', 'column:pairs.c', 'table:pairs'])
    } finally {
      await connection.close()
    }
  })

  test('finds a view whose table is gone, and what tools have left', async () => {
    const connection = await freshConnection(flavor)
    try {
      await connection.run(
        'CREATE TABLE t (id INT PRIMARY KEY)',
        'CREATE TABLE _t_gho (id INT)',
        'CREATE TRIGGER pt_osc_shop_t_ins AFTER INSERT ON t FOR EACH ROW SET @x = 1',
        'CREATE TABLE gone (id INT)',
        'CREATE VIEW v AS SELECT g.id FROM gone g JOIN t',
        'DROP TABLE gone',
        'CREATE TABLE slipway_journal (id INT)',
      )
      const schema = await look(connection)
      expect(Object.keys(schema.objects).some((id) => id.includes('slipway'))).toBe(false)
      expect(findAilments(schema).map(({ object }) => object)).toEqual([
        'table:_t_gho',
        'trigger:pt_osc_shop_t_ins',
        'view:v',
      ])
      expect(findAilments(schema).at(-1)?.message).toContain('reads gone')
    } finally {
      await connection.close()
    }
  })
})
