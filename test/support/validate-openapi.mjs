// Prints what the validator says of the OpenAPI document on standard input. A process of its own: the validator is an
// ES module that reads its schemas from beside itself, which jest's loader cannot.
import { Validator } from '@seriousme/openapi-schema-validator'
import { text } from 'node:stream/consumers'

console.log(JSON.stringify(await new Validator().validate(JSON.parse(await text(process.stdin)))))
