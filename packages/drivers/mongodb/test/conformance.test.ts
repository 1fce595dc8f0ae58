import { isFullRun } from '@slipway/testkit'
import { conformanceTests } from '@slipway/testkit/conformance'
import { afterAll, describe, test } from 'vitest'
import { agreeWithDocs } from '../../../workshop/src/conformance/agree-with-docs.ts'
import { mongodbSubject, replicaSetSubject, standaloneSubject, threeNodesSubject } from './subject.ts'

for (const subject of [replicaSetSubject, threeNodesSubject, standaloneSubject]) {
  conformanceTests(subject, { describe, test, after: afterAll, whenDone: agreeWithDocs })
}

// Older servers are in no table of the documentation.
for (const version of isFullRun(process.env) ? (['4.4', '5.0'] as const) : []) {
  for (const nodes of [1, 3, 0] as const) {
    conformanceTests(mongodbSubject(version, nodes), { describe, test, after: afterAll })
  }
}
