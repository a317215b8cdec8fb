import Type from 'typebox';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import { DEFAULT_SIZE, pictureReplies, pictureSize, sendPicture } from '../send-picture.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownForm } from './paging.ts';

const datasetId = Type.String({ description: "A dataset's id." });

/** What an address of a dataset answers never changes, as a dataset never does. */
const FOR_EVER = 'private, max-age=31536000, immutable';

/** To be asked for again each time: what could not be read may be back. */
const NOT_YET = 'private, no-cache';

/** The pictures of datasets: one file of it, and contact sheets. */
export const routeDatasetPictures = (app: App, useCases: HttpUseCases): void => {
  app.route({
    ...operation(
      'readFileImage',
      {
        params: Type.Object({
          id: datasetId,
          fileId: Type.String({ description: 'The `fileId` of one of its files.' }),
        }),
        querystring: Type.Object({ size: pictureSize }, { additionalProperties: false }),
      },
      pictureReplies('The picture, upright, in sRGB, on white where it is transparent, without metadata.'),
    ),
    handler: async (request, reply) => {
      const { params, query } = request;
      const id = knownForm(params.id, 'DATASET_NOT_FOUND');
      const fileId = knownForm(params.fileId, 'FILE_NOT_FOUND');
      const picture = await useCases.readThumbnail(id, fileId, query.size ?? DEFAULT_SIZE);
      return sendPicture(picture, FOR_EVER, request, reply);
    },
  });
  const className = Type.Optional(
    Type.String({ maxLength: 255, description: 'One class only, with more of its pictures.' }),
  );
  app.route({
    ...operation(
      'readPreview',
      {
        params: Type.Object({ id: datasetId }),
        querystring: Type.Object({ class: className }, { additionalProperties: false }),
      },
      pictureReplies(
        'A contact sheet: for each class its index, its name, its number of usable pictures, and eight of them, spread over the class. At most 50 classes; the last line says how many more there are. A grey cell is a picture that cannot be read.',
      ),
    ),
    handler: async (request, reply) => {
      const id = knownForm(request.params.id, 'DATASET_NOT_FOUND');
      const preview = await useCases.readPreview(id, request.query.class ?? null);
      return sendPicture(preview, preview.isComplete ? FOR_EVER : NOT_YET, request, reply);
    },
  });
};
