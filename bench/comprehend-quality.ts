// How well the local Comprehend, and the rules for Korean, understand the labelled set in test/fixtures/language.
//   node bench/comprehend-quality.ts [--misses]
// Prints precision and recall for each task and language. `--misses` also prints what was wrong in the tuned half; that
// of the half held out is not printed, so that nobody tunes by it.
import { createAnalyst } from '../local/comprehend/analyst.ts'
import { measureQuality, precision, recall } from '../test/local/comprehend/quality.ts'

const analyst = createAnalyst()
try {
  const figures = await measureQuality(analyst)
  const percent = (share: number) => `${Math.round(share * 100)} %`.padStart(9)
  console.log('task          set        precision   recall   right/said/there  exact')
  for (const one of figures) {
    const counts = `${one.right}/${one.said}/${one.there}`
    console.log(
      `${one.task.padEnd(14)}${one.set.padEnd(10)}${percent(precision(one))}${percent(recall(one))}   ${counts.padEnd(16)}  ${one.exact}`,
    )
  }
  const shown = process.argv.includes('--misses') ? figures.filter(({ set }) => set === 'tuned') : []
  for (const { task, misses } of shown) console.log(misses.map((miss) => `${task}: ${miss}`).join('\n'))
} finally {
  await analyst.close()
}
