import type { EpochBody, JobBody } from '../../src/contract/index.ts';

interface StateEvent {
  readonly id: string;
  readonly at: string;
  readonly type: string;
  readonly data: { readonly state?: string };
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextAfter: string | null;
}

const PAGE = 100;

const readAll = async <Item extends object>(address: string): Promise<Item[]> => {
  const found: Item[] = [];
  for (let after: string | null = null; ; ) {
    const query = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const reply = await fetch(`${address}?limit=${PAGE}${query}`);
    if (reply.status !== 200) throw new Error(`expected 200 from ${address}, received ${reply.status}`);
    const page = (await reply.json()) as Page<Item>;
    found.push(...page.data);
    if (page.nextAfter === null || page.data.length === 0) return found;
    after = page.nextAfter;
  }
};

/** When a job got into each of its states, in seconds after it was made. */
export const stateTimes = async (url: string, { id, createdAt }: JobBody): Promise<Map<string, number>> => {
  const events = await readAll<StateEvent>(`${url}/jobs/${id}/events`);
  const start = Date.parse(createdAt);
  return new Map(
    events.flatMap(({ type, at, data: { state } }) =>
      type === 'state' && state !== undefined ? [[state, (Date.parse(at) - start) / 1000] as const] : [],
    ),
  );
};

/** The epochs of a job. */
export const epochsOf = (url: string, id: string): Promise<EpochBody[]> =>
  readAll<EpochBody>(`${url}/jobs/${id}/epochs`);
