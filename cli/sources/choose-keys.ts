import { basename } from 'node:path'
import { jobFileNames } from './job-file.ts'

/** A folder per number keeps the file's own name, which a job file may name. */
const keyOf = (name: string, number: number) => (number === 1 ? name : `${number}/${name}`)

/**
 * A key for every file: its name, or `2/name`, `3/name` ... where the name is in use, so that no upload replaces
 * another and no job file of an earlier upload applies to a later one.
 */
export async function chooseKeys(
  paths: string[],
  isTaken: (key: string) => Promise<boolean>,
): Promise<string[]> {
  const reserved = new Set<string>()
  const isFree = async (folderNumber: number, name: string) => {
    const keys = [name, ...jobFileNames(name)].map((each) => keyOf(each, folderNumber))
    if (keys.some((key) => reserved.has(key))) return false
    const taken = await Promise.all(keys.map(isTaken))
    if (taken.includes(true)) return false
    keys.forEach((key) => reserved.add(key))
    return true
  }
  const chosen: string[] = []
  for (const name of paths.map((path) => basename(path))) {
    let number = 1
    while (!(await isFree(number, name))) number += 1
    chosen.push(keyOf(name, number))
  }
  return chosen
}
