/** The HTTP door of the service. */
export type { App } from './app.ts';
export { buildApp, type HttpDeps, type HttpSettings } from './build-app.ts';
export type { HttpApiKey } from './plugins/api-keys.ts';
export { PROBLEM_TEXTS, type ProblemText } from './problem-texts.ts';
export { openapiYaml } from './routes/documents.ts';
export type { HttpUseCases } from './use-cases.ts';
