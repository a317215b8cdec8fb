import { AppError, type ErrorRecord } from '../domain/index.ts';
import { connectToParent } from './connect-to-parent.ts';

/** The types that one kind of service child speaks: what it is asked, what it answers, what it says of itself at start. All JSON. */
export interface ServiceProtocol {
  readonly request: object;
  readonly reply: object;
  readonly ready: object;
}

/** A request of the parent, as it travels. */
export interface RequestFrame<P extends ServiceProtocol> {
  readonly id: number;
  readonly request: P['request'];
}

/** What a service child says: that it is ready, or the answer to one request. */
export type ServiceFrame<P extends ServiceProtocol> =
  | { readonly ready: P['ready'] }
  | { readonly id: number; readonly reply: P['reply'] }
  | { readonly id: number; readonly error: ErrorRecord };

/** An answer: a JSON value and bytes. */
export interface Answer<Reply> {
  readonly reply: Reply;
  readonly payload?: readonly Uint8Array[];
}

/** An error in the form in which it crosses to the parent; what is not an `AppError` becomes `INTERNAL`. */
export const toErrorRecord = (error: unknown): ErrorRecord => {
  if (error instanceof AppError) return error.toRecord();
  return { code: 'INTERNAL', detail: error instanceof Error ? error.message : String(error) };
};

/**
 * Runs a service child: says `ready`, then answers each request of the parent. Errors travel as `ErrorRecord`;
 * what is not an `AppError` becomes `INTERNAL`.
 */
export const answerParent = <P extends ServiceProtocol>(
  ready: P['ready'],
  handle: (request: P['request'], payload: Buffer) => Promise<Answer<P['reply']>>,
): void => {
  const parent = connectToParent<RequestFrame<P>>();
  const answer = async (id: number, request: P['request'], payload: Buffer): Promise<void> => {
    try {
      const { reply, payload: bytes } = await handle(request, payload);
      parent.send({ id, reply }, bytes);
    } catch (error) {
      parent.send({ id, error: toErrorRecord(error) });
    }
  };
  parent.onFrame(({ header, payload }) => {
    void answer(header.id, header.request, payload);
  });
  parent.send({ ready });
};
