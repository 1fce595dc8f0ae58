import { conformanceTests } from '@slipway/testkit/conformance'
import { afterAll, describe, test } from 'vitest'
import { agreeWithDocs } from '../../../workshop/src/conformance/agree-with-docs.ts'
import { mariadbSubject, mysqlSubject } from './subject.ts'

for (const subject of [mysqlSubject, mariadbSubject])
  conformanceTests(subject, { describe, test, after: afterAll, whenDone: agreeWithDocs })
