// Lets ordinary calls run side by side and a transaction alone, so that nobody sees half a transaction.

export interface Gate {
  shared<T>(run: () => Promise<T>): Promise<T>
  /** Waits for the calls under way; calls that come later wait for this one. */
  alone<T>(run: () => Promise<T>): Promise<T>
}

export function createGate(): Gate {
  const underWay = new Set<Promise<unknown>>()
  let aloneCount = 0
  let lastAlone: Promise<unknown> = Promise.resolve()
  return {
    async shared(run) {
      while (aloneCount > 0) await lastAlone
      const work = run()
      underWay.add(work)
      try {
        return await work
      } finally {
        underWay.delete(work)
      }
    },
    alone(run) {
      aloneCount++
      const work = lastAlone.then(async () => {
        await Promise.allSettled(underWay)
        return run()
      })
      lastAlone = work.catch(() => undefined).then(() => void aloneCount--)
      return work
    },
  }
}
