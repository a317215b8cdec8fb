import Type from 'typebox';
import { ERROR_CODES, ProblemPageBody, problemSlug } from '../../contract/index.ts';
import { AppError, ERROR_CATALOGUE } from '../../domain/index.ts';
import { preferredType } from '../accept.ts';
import type { App } from '../app.ts';
import { jsonReply, operation } from '../operation.ts';
import { problemPage } from '../problem-page.ts';
import { PROBLEM_TEXTS } from '../problem-texts.ts';

const findPage = (slug: string): ProblemPageBody => {
  const code = ERROR_CODES.find((candidate) => problemSlug(candidate) === slug);
  if (code === undefined) {
    throw new AppError(
      'ROUTE_NOT_FOUND',
      `expected the name of an error code, received ${JSON.stringify(slug)}`,
    );
  }
  return { code, ...ERROR_CATALOGUE[code], ...PROBLEM_TEXTS[code] };
};

/** `/problems/:slug`: what an error code means and what to do, as a page or as JSON. */
export const routeProblems = (app: App): void => {
  const json = jsonReply('What the code means, as a page or as JSON.', ProblemPageBody);
  app.route({
    ...operation(
      'readProblem',
      { params: Type.Object({ slug: Type.String({ description: 'The code in lower case with dashes.' }) }) },
      { 200: { ...json, content: { ...json.content, 'text/html': { schema: Type.String() } } } },
    ),
    handler: (request, reply) => {
      const page = findPage(request.params.slug);
      const type = preferredType(request.headers.accept, ['application/json', 'text/html']);
      if (type === null) {
        const received = JSON.stringify(request.headers.accept);
        throw new AppError(
          'NOT_ACCEPTABLE',
          `expected Accept to take text/html or application/json, received ${received}`,
        );
      }
      if (type === 'text/html') return reply.type('text/html; charset=utf-8').send(problemPage(page));
      return reply.type('application/json; charset=utf-8').send(page);
    },
  });
};
