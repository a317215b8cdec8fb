import type { components, operations } from './schema.ts';

/** Every named schema of `openapi.yaml`. */
export type Schemas = components['schemas'];

/** A dataset with the verdicts over its files. */
export type Dataset = Schemas['Dataset'];
/** One file of a dataset with its verdict. */
export type DatasetFile = Schemas['DatasetFile'];
/** A training job. */
export type Job = Schemas['Job'];
/** What a job is asked for. */
export type JobRequest = Schemas['JobRequest'];
/** One thing that happened in a job. */
export type JobEvent = Schemas['JobEvent'];
/** One finished epoch with what was decided after it. */
export type Epoch = Schemas['Epoch'];
/** What a job's model gets right and wrong. */
export type JobReport = Schemas['JobReport'];
/** What a job would do, worked out without doing it. */
export type Plan = Schemas['Plan'];
/** A model by name. */
export type Model = Schemas['Model'];
/** The manifest of one version of a model. */
export type ModelVersion = Schemas['ModelVersion'];
/** What is to be different in the notes of a version. */
export type VersionChange = Schemas['VersionChange'];
/** One move of an alias. */
export type AliasMove = Schemas['AliasMove'];
/** Where an alias points. */
export type Alias = Schemas['Alias'];
/** The layers of a version. */
export type ModelSummary = Schemas['ModelSummary'];
/** The answers to the pictures of one call. */
export type PredictReply = Schemas['PredictReply'];
/** An answer that was kept with its picture. */
export type StoredPrediction = Schemas['StoredPrediction'];
/** Why a call failed (RFC 9457). */
export type Problem = Schemas['Problem'];
/** The closed list of error codes. */
export type ErrorCode = Problem['code'];

/** The name of a call. */
export type OperationId = keyof operations;

/** The query of a call, by operationId. */
export type QueryOf<Id extends OperationId> = NonNullable<operations[Id]['parameters']['query']>;

type ContentOf<Id extends OperationId> =
  NonNullable<operations[Id]['requestBody']> extends { content: infer Content } ? Content : never;

/** The JSON body of a call, by operationId. */
export type BodyOf<Id extends OperationId> =
  ContentOf<Id> extends { 'application/json': infer Body } ? Body : never;

/** The fields of a call's form, by operationId; pictures and archives are text in the document, so they are left out. */
export type FieldsOf<Id extends OperationId> =
  ContentOf<Id> extends { 'multipart/form-data': infer Form } ? Omit<Form, 'archive' | 'images'> : never;

type JsonOf<Reply> = Reply extends { content: { 'application/json': infer Body } } ? Body : never;
type ReplyOf<Id extends OperationId, Status> = operations[Id]['responses'][Status &
  keyof operations[Id]['responses']];

/** The JSON answer of a call that went well, by operationId and, where they differ, by status. */
export type AnswerOf<Id extends OperationId, Status = 200> = JsonOf<ReplyOf<Id, Status>>;
