import type {
  DatasetBody,
  JobBody,
  JobRequestBody,
  ModelVersionBody,
  PredictReplyBody,
  ProblemBody,
} from '../contract/index.ts';

/** One picture on the way to the API; `name` is `class/file` for datasets. */
export interface NamedPicture {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The API answered with a problem document; the message is its title and detail. */
class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: ProblemBody;

  constructor(problem: ProblemBody) {
    super(`${problem.title}: ${problem.detail}`);
    this.problem = problem;
  }
}

/** The calls of the HTTP API that the commands use. Each throws `ApiProblem` when the API refuses. */
export interface ApiClient {
  createDataset(name: string, pictures: readonly NamedPicture[]): Promise<DatasetBody>;
  createJob(request: JobRequestBody): Promise<JobBody>;
  job(id: string): Promise<JobBody>;
  predict(model: string, pictures: readonly NamedPicture[]): Promise<PredictReplyBody>;
  /** Brings a model file, with the fields of the form beside it. */
  importVersion(
    model: string,
    file: { readonly name: string; readonly content: Blob },
    fields: Readonly<Record<string, string>>,
  ): Promise<ModelVersionBody>;
  isReady(): Promise<boolean>;
}

const formOf = (field: string, pictures: readonly NamedPicture[]): FormData => {
  const form = new FormData();
  for (const { name, bytes } of pictures) form.append(field, new Blob([bytes]), name);
  return form;
};

/** A client of the API at `baseUrl`, with an API key where one is needed. */
export const makeApiClient = (baseUrl: string, apiKey: string | null): ApiClient => {
  const authorization: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  const ask = async <Body>(path: string, init: RequestInit = {}): Promise<Body> => {
    const headers = { ...authorization, accept: 'application/json', ...jsonHeader(init) };
    const reply = await fetch(`${baseUrl}${path}`, { ...init, headers });
    // The API's bodies are checked against the same contract by its own tests.
    if (!reply.ok) throw new ApiProblem((await reply.json()) as ProblemBody);
    return (await reply.json()) as Body;
  };
  return {
    createDataset: (name, pictures) => {
      const form = formOf('images', pictures);
      form.append('name', name);
      return ask('/datasets', { method: 'POST', body: form });
    },
    createJob: (request) => ask('/jobs', { method: 'POST', body: JSON.stringify(request) }),
    job: (id) => ask(`/jobs/${id}`),
    predict: (model, pictures) =>
      ask(`/predict?model=${encodeURIComponent(model)}`, { method: 'POST', body: formOf('image', pictures) }),
    importVersion: (model, { name, content }, fields) => {
      const form = new FormData();
      for (const [field, value] of Object.entries(fields)) form.append(field, value);
      form.append('file', content, name);
      return ask(`/models/${encodeURIComponent(model)}/versions`, { method: 'POST', body: form });
    },
    isReady: async () => {
      const reply = await fetch(`${baseUrl}/health/ready`, { headers: authorization }).catch(() => null);
      await reply?.body?.cancel();
      return reply?.ok === true;
    },
  };
};

const jsonHeader = (init: RequestInit): Record<string, string> =>
  typeof init.body === 'string' ? { 'content-type': 'application/json' } : {};
