#!/usr/bin/env node
// This file must parse on very old Node versions, so that they get a sentence instead of a syntax error.
var found = process.versions.node.split('.')
if (Number(found[0]) < 22 || (Number(found[0]) === 22 && Number(found[1]) < 18)) {
  process.stderr.write(
    'slipway needs Node.js 22.18 or newer; this is ' + process.versions.node + '. Nothing was changed.\n',
  )
  process.exit(64)
}

import('node:module')
  .then(function (nodeModule) {
    nodeModule.enableCompileCache()
    return import('../dist/main.js')
  })
  .then(function (cli) {
    return cli.start()
  })
