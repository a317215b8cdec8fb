import { expect } from 'vitest';
import type { CheckedReply, OpenApp } from './open-app.ts';

type Call = OpenApp['call'];

/** What every call of the protocol says. */
export const VERSION = { 'tus-resumable': '1.0.0' };
/** What a call with bytes says. */
export const CHUNK = { ...VERSION, 'content-type': 'application/offset+octet-stream' };

/** Begins an upload, with its first bytes where some are given. */
export const begin = (call: Call, headers: Record<string, string>, payload?: string): Promise<CheckedReply> =>
  call({
    method: 'POST',
    url: '/uploads',
    headers: { ...(payload === undefined ? VERSION : CHUNK), ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

/** The address of a new upload. */
export const begun = async (call: Call, length: number): Promise<string> => {
  const reply = await begin(call, { 'upload-length': String(length) });
  expect(reply.status).toBe(201);
  return String(reply.headers['location']);
};

/** Sends the bytes at the offset. */
export const patch = (
  call: Call,
  url: string,
  offset: number,
  payload: string,
  more = {},
): Promise<CheckedReply> =>
  call({
    method: 'PATCH',
    url,
    headers: { ...CHUNK, 'upload-offset': String(offset), ...more },
    payload,
  });

/** Asks where an upload stands. */
export const look = (call: Call, url: string): Promise<CheckedReply> =>
  call({ method: 'HEAD', url, headers: VERSION });

/** How much of an upload was received, as the header says. */
export const offsetOf = async (call: Call, url: string): Promise<unknown> =>
  (await look(call, url)).headers['upload-offset'];
