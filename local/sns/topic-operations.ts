// Topics: made, listed, described, set, deleted, tagged.
import { AwsError } from '../runtime/aws-error.ts'
import { findTopic, page } from './desk.ts'
import type { Operation } from '../runtime/service.ts'
import type { Desk } from './desk.ts'
import { invalid, noResource } from './errors.ts'
import { isFifo } from './records.ts'
import type { Topic } from './records.ts'
import { checkTopicAttribute, topicAttributes } from './topic-attributes.ts'
import { XmlMap } from './wire.ts'

interface Tag {
  Key: string
  Value: string
}

const NAME = /^[A-Za-z0-9_-]{1,256}$/
const FIFO_NAME = /^(?=.{6,256}$)[A-Za-z0-9_-]+\.fifo$/
const MOST_TAGS = 50

const toTags = (list: Tag[] | undefined) =>
  Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key, Value]))

function checkTags(tags: Record<string, string>) {
  if (Object.keys(tags).length > MOST_TAGS)
    throw new AwsError('TagLimitExceeded', `Could not complete request: tag quota of per resource exceeded`)
  return tags
}

export function createTopicOperations({ context, db, records }: Desk) {
  const arnOf = (name: string) => `arn:aws:sns:${context.region}:${context.accountId}:${name}`
  const find = (arn: string | undefined) => findTopic({ records }, arn)

  const checkSame = (topic: Topic, wanted: Record<string, string>, tags: Record<string, string>) => {
    const now = topicAttributes(topic, context.accountId, 0)
    if (Object.keys(wanted).some((name) => wanted[name] !== (now[name] ?? '')))
      throw invalid('Attributes Reason: Topic already exists with different attributes')
    if (Object.keys(tags).some((key) => tags[key] !== topic.tags[key]))
      throw invalid('Tags Reason: Topic already exists with different tags')
  }

  const CreateTopic: Operation = (input: {
    Name?: string
    Attributes?: Record<string, string>
    Tags?: Tag[]
  }) => {
    const { FifoTopic, ...rest } = input.Attributes ?? {}
    const fifo = FifoTopic === 'true'
    const name = input.Name ?? ''
    if (fifo && !FIFO_NAME.test(name))
      throw invalid(
        'Topic Name: a FIFO topic is named with letters, digits, hyphens and underscores, and ends in .fifo',
      )
    if (!fifo && !NAME.test(name)) throw invalid('Topic Name')
    for (const [key, value] of Object.entries(rest)) checkTopicAttribute(key, value, { fifo })
    const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''))
    const tags = checkTags(toTags(input.Tags))
    const existing = records.topic(arnOf(name))
    if (existing) checkSame(existing, set, tags)
    else records.saveTopic({ arn: arnOf(name), attributes: set, tags, published: 0 })
    return { TopicArn: arnOf(name) }
  }

  // Deleting what is gone already is no error.
  const DeleteTopic: Operation = (input: { TopicArn?: string }) => {
    if (!input.TopicArn) throw invalid('TopicArn')
    db.transaction(() => records.removeTopic(input.TopicArn!))
  }

  const ListTopics: Operation = (input: { NextToken?: string }) => {
    const { items, NextToken } = page(records.topics(), input.NextToken)
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken }
  }

  const GetTopicAttributes: Operation = (input: { TopicArn?: string }) => {
    const topic = find(input.TopicArn)
    const subscriptions = records.subscriptionsOf(topic.arn).length
    return { Attributes: new XmlMap(topicAttributes(topic, context.accountId, subscriptions)) }
  }

  const SetTopicAttributes: Operation = (input: {
    TopicArn?: string
    AttributeName?: string
    AttributeValue?: string
  }) => {
    const topic = find(input.TopicArn)
    const name = input.AttributeName ?? ''
    const value = checkTopicAttribute(name, input.AttributeValue ?? '', { fifo: isFifo(topic) })
    const { [name]: _before, ...rest } = topic.attributes
    records.saveTopic({ ...topic, attributes: value === '' ? rest : { ...rest, [name]: value } })
  }

  const tagged = (arn: string | undefined) => {
    const topic = records.topic(arn ?? '')
    if (!topic) throw noResource()
    return topic
  }
  const TagResource: Operation = (input: { ResourceArn?: string; Tags?: Tag[] }) => {
    const topic = tagged(input.ResourceArn)
    records.saveTopic({ ...topic, tags: checkTags({ ...topic.tags, ...toTags(input.Tags) }) })
  }
  const UntagResource: Operation = (input: { ResourceArn?: string; TagKeys?: string[] }) => {
    const topic = tagged(input.ResourceArn)
    const left = Object.entries(topic.tags).filter(([key]) => !input.TagKeys?.includes(key))
    records.saveTopic({ ...topic, tags: Object.fromEntries(left) })
  }
  const ListTagsForResource: Operation = (input: { ResourceArn?: string }) => ({
    Tags: Object.entries(tagged(input.ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
  })

  return {
    CreateTopic,
    DeleteTopic,
    ListTopics,
    GetTopicAttributes,
    SetTopicAttributes,
    TagResource,
    UntagResource,
    ListTagsForResource,
  }
}
