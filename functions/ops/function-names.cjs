// The functions that serverless.yml declares, for what looks at each of them.

/** @param rooms the property `functions`, with one object for each room that is included */
const functionNamesIn = (rooms) => [rooms].flat().flatMap(Object.keys).sort()

/** As the framework names the resource of a function. */
const logicalId = (name) => `${name[0].toUpperCase()}${name.slice(1)}LambdaFunction`

module.exports = { functionNamesIn, logicalId }
