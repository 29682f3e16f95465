// The thread of the engines: what happens when it ends, hangs, or has long work to do.
import { ComprehendClient, DetectEntitiesCommand } from '@aws-sdk/client-comprehend'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, expect, test } from '@jest/globals'
import { createAnalyst, EngineFailedError } from '../../../local/comprehend/analyst.ts'
import type { Analyst } from '../../../local/comprehend/analyst.ts'
import { openLab } from '../gateway/lab.ts'

const QUESTION = { task: 'language', text: 'Where have you been?', language: 'en' } as const
let analyst: Analyst

afterEach(() => analyst.close())

test('a thread that ends fails the questions it owes, and the next question starts another', async () => {
  analyst = createAnalyst()
  const asked = expect(analyst.ask(QUESTION)).rejects.toBeInstanceOf(EngineFailedError)
  await analyst.close()
  await asked
  expect(await analyst.ask(QUESTION)).toMatchObject([{ code: 'en' }])
})

test('a thread that says nothing for too long is given up', async () => {
  analyst = createAnalyst({ patienceMs: 1 })
  await expect(analyst.ask(QUESTION)).rejects.toThrow('it does not answer')
})

test('questions asked together are answered each with its own', async () => {
  analyst = createAnalyst()
  const texts = ['Where have you been?', '어디에 있었어?', 'ずっとどこにいたの？']
  const answers = await Promise.all(texts.map((text) => analyst.ask({ ...QUESTION, text })))
  expect(answers.map(([first]) => first?.code)).toEqual(['en', 'ko', 'ja'])
})

test('the cloud answers others while a long text is read', async () => {
  analyst = createAnalyst()
  const lab = await openLab()
  const comprehend = new ComprehendClient(lab.config)
  const sts = new STSClient(lab.config)
  const order: string[] = []
  try {
    const Text = 'Barack Obama visited Samsung in Seoul on Tuesday. '.repeat(1900)
    const long = comprehend
      .send(new DetectEntitiesCommand({ Text, LanguageCode: 'en' }))
      .then(({ Entities }) => {
        order.push('long')
        return Entities ?? []
      })
    await sts.send(new GetCallerIdentityCommand({}))
    await sts.send(new GetCallerIdentityCommand({}))
    order.push('short')
    const found = await long
    expect(order).toEqual(['short', 'long'])
    // Every one of them, in order, wherever the text was cut for reading.
    expect(found.filter(({ Type }) => Type === 'LOCATION')).toHaveLength(1900)
    for (const { BeginOffset, EndOffset, Text: said } of found) {
      expect(Text.slice(BeginOffset, EndOffset)).toBe(said)
    }
  } finally {
    comprehend.destroy()
    sts.destroy()
    await lab.close()
  }
})
