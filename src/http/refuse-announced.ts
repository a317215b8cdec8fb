import type { FastifyRequest } from 'fastify';
import { AppError } from '../domain/index.ts';

/** Refuses an upload that says itself that it is too large, before any of it is read: `BODY_TOO_LARGE`. */
export const refuseAnnounced = (request: FastifyRequest, uploadMaxBytes: number): void => {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced <= uploadMaxBytes) return;
  const detail = `expected an upload of at most ${uploadMaxBytes} bytes, received ${announced}`;
  throw new AppError('BODY_TOO_LARGE', detail);
};
