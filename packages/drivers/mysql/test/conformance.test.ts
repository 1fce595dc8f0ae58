import { conformanceTests } from '@slipway/testkit/conformance'
import { afterAll, describe, test } from 'vitest'
import { mariadbSubject, mysqlSubject } from './subject.ts'

for (const subject of [mysqlSubject, mariadbSubject]) conformanceTests(subject, { describe, test, after: afterAll })
