/** A reply whose body was JSON. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

const answerOf = async <T>(reply: Promise<Response>): Promise<Answer<T>> => {
  const received = await reply;
  return { status: received.status, body: (await received.json()) as T };
};

/** Calls of the service at `url` with JSON in and out, and the upload of an archive. */
export const callsOf = (url: () => string) => ({
  get: async <T>(path: string): Promise<T> => (await answerOf<T>(fetch(`${url()}${path}`))).body,
  post: <T>(path: string, body: object): Promise<Answer<T>> =>
    answerOf(
      fetch(`${url()}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    ),
  upload: <T>(zip: Buffer): Promise<Answer<T>> => {
    const form = new FormData();
    form.append('archive', new Blob([new Uint8Array(zip)]), 'pictures.zip');
    return answerOf(fetch(`${url()}/datasets`, { method: 'POST', body: form }));
  },
});
