import type { ErrorCode, Problem } from './wire.ts';

/** A call that the service refused, with its problem document (RFC 9457). */
export class WhetstoneProblem extends Error {
  override readonly name = 'WhetstoneProblem';
  /** One code of a closed list: what to branch on. */
  readonly code: ErrorCode;
  readonly status: number;
  /** What was expected and what was received, this time. */
  readonly detail: string;
  /** The parts of the input that are wrong, by JSON pointer; empty where the input is not to blame. */
  readonly errors: NonNullable<Problem['errors']>;
  /** The same id as in the service's logs. */
  readonly requestId: string;
  /** How long to wait before the same call may go well; null where waiting does not help. */
  readonly retryAfterSeconds: number | null;
  /** The whole document. */
  readonly problem: Problem;

  constructor(problem: Problem, retryAfterSeconds: number | null) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** An answer that is none of Whetstone's: of a proxy in between, or of another service. */
export class UnexpectedReply extends Error {
  override readonly name = 'UnexpectedReply';
  readonly status: number;

  constructor(status: number, what: string) {
    super(`expected an answer of Whetstone, received ${String(status)} ${what}`);
    this.status = status;
  }
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  ['code', 'detail', 'requestId'].every((name) => typeof Reflect.get(value, name) === 'string') &&
  typeof Reflect.get(value, 'status') === 'number';

const retryAfterOf = (headers: Headers): number | null => {
  const text = headers.get('retry-after');
  if (text === null || !/^\d+$/.test(text)) return null;
  return Number(text);
};

/** The error that a reply stands for; it reads the reply's body. */
export const errorOf = async (reply: Response): Promise<WhetstoneProblem | UnexpectedReply> => {
  const mediaType = reply.headers.get('content-type') ?? 'no content type';
  if (!mediaType.startsWith('application/problem+json')) {
    await reply.body?.cancel();
    return new UnexpectedReply(reply.status, mediaType);
  }
  const body: unknown = await reply.json().catch(() => null);
  if (!isProblem(body)) return new UnexpectedReply(reply.status, 'a problem document that is none');
  return new WhetstoneProblem(body, retryAfterOf(reply.headers));
};
