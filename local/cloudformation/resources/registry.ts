// The table of types. A type that is in neither list makes a deploy fail before anything is carried out.
import { apiGatewayApi } from './apigateway-api.ts'
import { apiGatewayAuthorizer, apiGatewayIntegration, apiGatewayRoute } from './apigateway-route.ts'
import { apiGatewayDeployment, apiGatewayStage } from './apigateway-stage.ts'
import {
  cloudFrontCachePolicy,
  cloudFrontKeyGroup,
  cloudFrontOriginAccessControl,
  cloudFrontOriginRequestPolicy,
  cloudFrontPublicKey,
  cloudFrontResponseHeadersPolicy,
} from './cloudfront-config.ts'
import { cloudFrontDistribution } from './cloudfront-distribution.ts'
import { cloudFrontFunction, cloudFrontKeyValueStore } from './cloudfront-function.ts'
import { cloudWatchAlarm, cloudWatchDashboard } from './cloudwatch.ts'
import { cognitoClient } from './cognito-client.ts'
import { cognitoDomain, cognitoGroup } from './cognito-group-domain.ts'
import { cognitoUserPool } from './cognito-user-pool.ts'
import { dynamodbTable } from './dynamodb-table.ts'
import { eventsBus, eventsRule } from './events-rule.ts'
import { iamManagedPolicy, iamPolicy } from './iam-policy.ts'
import { iamRole } from './iam-role.ts'
import { kmsAlias, kmsKey } from './kms.ts'
import { lambdaEventSource } from './lambda-event-source.ts'
import { lambdaFunction } from './lambda-function.ts'
import { lambdaInvokeConfig } from './lambda-invoke-config.ts'
import { lambdaPermission } from './lambda-permission.ts'
import { lambdaAlias, lambdaVersion } from './lambda-version.ts'
import { logGroup } from './log-group.ts'
import { mediaConvertQueue } from './mediaconvert-queue.ts'
import type { ResourceProvider } from './provider.ts'
import { recordedProvider, recordedReason } from './recorded.ts'
import { s3BucketPolicy } from './s3-bucket-policy.ts'
import { s3Bucket } from './s3-bucket.ts'
import { snsSubscription, snsTopic, snsTopicPolicy } from './sns.ts'
import { sqsQueuePolicy } from './sqs-queue-policy.ts'
import { sqsQueue } from './sqs-queue.ts'
import { stateMachine } from './state-machine.ts'
import { waitConditionHandle } from './wait-condition-handle.ts'

export const PROVIDERS: Record<string, ResourceProvider> = {
  'AWS::ApiGatewayV2::Api': apiGatewayApi,
  'AWS::ApiGatewayV2::Authorizer': apiGatewayAuthorizer,
  'AWS::ApiGatewayV2::Deployment': apiGatewayDeployment,
  'AWS::ApiGatewayV2::Integration': apiGatewayIntegration,
  'AWS::ApiGatewayV2::Route': apiGatewayRoute,
  'AWS::ApiGatewayV2::Stage': apiGatewayStage,
  'AWS::CloudFormation::WaitConditionHandle': waitConditionHandle,
  'AWS::CloudFront::CachePolicy': cloudFrontCachePolicy,
  'AWS::CloudFront::Distribution': cloudFrontDistribution,
  'AWS::CloudFront::Function': cloudFrontFunction,
  'AWS::CloudFront::KeyGroup': cloudFrontKeyGroup,
  'AWS::CloudFront::KeyValueStore': cloudFrontKeyValueStore,
  'AWS::CloudFront::OriginAccessControl': cloudFrontOriginAccessControl,
  'AWS::CloudFront::OriginRequestPolicy': cloudFrontOriginRequestPolicy,
  'AWS::CloudFront::PublicKey': cloudFrontPublicKey,
  'AWS::CloudFront::ResponseHeadersPolicy': cloudFrontResponseHeadersPolicy,
  'AWS::CloudWatch::Alarm': cloudWatchAlarm,
  'AWS::CloudWatch::Dashboard': cloudWatchDashboard,
  'AWS::Cognito::UserPool': cognitoUserPool,
  'AWS::Cognito::UserPoolClient': cognitoClient,
  'AWS::Cognito::UserPoolDomain': cognitoDomain,
  'AWS::Cognito::UserPoolGroup': cognitoGroup,
  'AWS::DynamoDB::Table': dynamodbTable,
  'AWS::Events::EventBus': eventsBus,
  'AWS::Events::Rule': eventsRule,
  'AWS::IAM::ManagedPolicy': iamManagedPolicy,
  'AWS::IAM::Policy': iamPolicy,
  'AWS::IAM::Role': iamRole,
  'AWS::KMS::Alias': kmsAlias,
  'AWS::KMS::Key': kmsKey,
  'AWS::Lambda::Alias': lambdaAlias,
  'AWS::Lambda::EventInvokeConfig': lambdaInvokeConfig,
  'AWS::Lambda::EventSourceMapping': lambdaEventSource,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': lambdaPermission,
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::MediaConvert::Queue': mediaConvertQueue,
  'AWS::S3::Bucket': s3Bucket,
  'AWS::S3::BucketPolicy': s3BucketPolicy,
  'AWS::SNS::Subscription': snsSubscription,
  'AWS::SNS::Topic': snsTopic,
  'AWS::SNS::TopicPolicy': snsTopicPolicy,
  'AWS::SQS::Queue': sqsQueue,
  'AWS::SQS::QueuePolicy': sqsQueuePolicy,
  'AWS::StepFunctions::StateMachine': stateMachine,
}

/** The provider of a type; undefined when the local cloud knows nothing of it. */
export function providerOf(type: string): ResourceProvider | undefined {
  const reason = recordedReason(type)
  return PROVIDERS[type] ?? (reason === undefined ? undefined : recordedProvider(type, reason))
}
