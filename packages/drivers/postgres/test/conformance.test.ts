import { conformanceTests } from '@slipway/testkit/conformance'
import { afterAll, describe, test } from 'vitest'
import { agreeWithDocs } from '../../../workshop/src/conformance/agree-with-docs.ts'
import { postgresSubject } from './subject.ts'

for (const version of [13, 15, 16, 17, 18] as const) {
  conformanceTests(postgresSubject(version), { describe, test, after: afterAll, whenDone: agreeWithDocs })
}
