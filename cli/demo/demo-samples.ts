import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { makeSample } from '../../samples/make-sample.ts'
import type { JobFile } from '../../schemas/generated/types.ts'

const FILM_JOB: JobFile = {
  title: 'Colours in motion',
  tags: ['demo', 'film'],
  metadata: { rightsHolder: 'Nobody: a test picture', year: 2026 },
  profile: 'default',
}

/** Three uploads as people send them: a film with a job file, a phone clip, and a text that calls itself a video. */
export async function makeDemoSamples(folder: string): Promise<string[]> {
  const film = await makeSample('film-landscape', folder)
  await writeFile(join(folder, `${basename(film, '.mp4')}.job.json`), JSON.stringify(FILM_JOB, null, 2))
  const phone = await makeSample('phone-portrait-rotated', folder)
  const text = await makeSample('text-as-mp4', folder)
  return [film, phone, text]
}
