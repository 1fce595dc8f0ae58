import { conformanceTests } from '@slipway/testkit/conformance'
import { afterAll, describe, test } from 'vitest'
import { pgliteSubject } from './subject.ts'

conformanceTests(pgliteSubject, { describe, test, after: afterAll })
