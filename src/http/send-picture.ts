import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { THUMBNAIL_SIZES, type ThumbnailSize } from '../domain/index.ts';
import { isKnownToClient } from './entity-tag.ts';
import { emptyReply, headersNamed, pictureReply } from './operation.ts';

/** The size of a picture where a call gives none. */
export const DEFAULT_SIZE: ThumbnailSize = 256;

/** The query field of the size of a picture. */
export const pictureSize = Type.Optional(
  Type.Unsafe<ThumbnailSize>(
    Type.Integer({
      enum: [...THUMBNAIL_SIZES],
      default: DEFAULT_SIZE,
      description:
        'Longest side in pixels. A smaller picture is not enlarged. Only these sizes, so that what is kept of a picture is bounded.',
    }),
  ),
);

/** The replies of a call that shows a picture. */
export const pictureReplies = (description: string) => ({
  200: pictureReply(description, 'image/jpeg'),
  304: emptyReply('The client has it, as `If-None-Match` says.', headersNamed('ETag', 'Cache-Control')),
});

/** Sends a JPEG, or says that the client has it. */
export const sendPicture = (
  { bytes, etag }: { readonly bytes: Uint8Array; readonly etag: string },
  cacheControl: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  void reply.header('etag', etag).header('cache-control', cacheControl);
  if (isKnownToClient(request, etag)) return reply.code(304).send();
  return reply
    .type('image/jpeg')
    .header('x-content-type-options', 'nosniff')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};
