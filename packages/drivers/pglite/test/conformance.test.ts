import { conformanceTests } from '@slipway/testkit/conformance'
import { afterAll, describe, test } from 'vitest'
import { agreeWithDocs } from '../../../workshop/src/conformance/agree-with-docs.ts'
import { pgliteSubject } from './subject.ts'

conformanceTests(pgliteSubject, { describe, test, after: afterAll, whenDone: agreeWithDocs })
