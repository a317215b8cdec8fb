import type { ThumbnailSize } from '../domain/index.ts';
import type { DecodeOptions, PictureFacts, PictureSource } from '../ports/index.ts';
import { answerParent } from '../processes/index.ts';
import { drawContactSheet } from './contact-sheet.ts';
import type { PictureLimits } from './open-picture.ts';
import { createPictureReader } from './picture-reader.ts';
import { openHeatMap, type SentHeatMap } from './sent-heat-map.ts';
import { openSheet, type SentSheet } from './sent-sheet.ts';

/** Where a decoder process finds the picture: in a file, or in the bytes that come with the request. */
type SentSource = { readonly path: string } | 'payload';

/** What a decoder process is asked and what it answers; pixels, JPEGs and PNGs travel as the payload of the answer. */
export interface DecoderProtocol {
  readonly request:
    | { readonly kind: 'inspect'; readonly source: SentSource }
    | { readonly kind: 'decode'; readonly source: SentSource; readonly options: DecodeOptions }
    | { readonly kind: 'thumbnail'; readonly source: SentSource; readonly size: ThumbnailSize }
    | {
        readonly kind: 'paint';
        readonly source: SentSource;
        readonly heatMap: SentHeatMap;
        readonly orient: boolean;
      }
    | { readonly kind: 'compose'; readonly sheet: SentSheet };
  readonly reply:
    | { readonly kind: 'facts'; readonly facts: PictureFacts }
    | { readonly kind: 'pixels' }
    | { readonly kind: 'jpeg' }
    /** The map alone, of so many bytes, and behind it the picture with the map blended in. */
    | { readonly kind: 'heatMapPictures'; readonly heatMapBytes: number };
  readonly ready: { readonly pid: number };
}

/** Answers the parent of this process, a pool of decoders, until it is gone. The whole life of a decoder process. */
export const serveDecoder = (limits?: PictureLimits): void => {
  const reader = createPictureReader(limits);
  answerParent<DecoderProtocol>({ pid: process.pid }, async (request, payload) => {
    if (request.kind === 'compose') {
      return {
        reply: { kind: 'jpeg' },
        payload: [await drawContactSheet(openSheet(request.sheet, payload))],
      };
    }
    const source: PictureSource = request.source === 'payload' ? { bytes: payload } : request.source;
    if (request.kind === 'inspect') {
      return { reply: { kind: 'facts', facts: await reader.inspect(source) } };
    }
    if (request.kind === 'thumbnail') {
      return { reply: { kind: 'jpeg' }, payload: [await reader.thumbnail(source, request.size)] };
    }
    if (request.kind === 'paint') {
      const { heatMap, blended } = await reader.paint(source, openHeatMap(request.heatMap), request);
      return {
        reply: { kind: 'heatMapPictures', heatMapBytes: heatMap.byteLength },
        payload: [heatMap, blended],
      };
    }
    return { reply: { kind: 'pixels' }, payload: [await reader.decode(source, request.options)] };
  });
};
