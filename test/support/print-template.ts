// `npm run template`: packages the project for the stage `prod` and prints where the compiled template lies.
import { packagedProject, templatePath } from './packaged-project.ts'

console.log(templatePath(await packagedProject('prod')))
