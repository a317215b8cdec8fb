import Type from 'typebox';
import { JobReportBody, toJobReportBody } from '../../contract/index.ts';
import type { App } from '../app.ts';
import { clientSignal } from '../client-signal.ts';
import { jsonReply, operation, textReply } from '../operation.ts';
import { PAGE_HEADERS, reportPage } from '../report-page/page.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownForm } from './paging.ts';

const params = Type.Object({ id: Type.String({ description: "A job's id." }) });

/** What a job's model gets right and wrong, for programs and as a page for people. */
export const routeReports = (app: App, useCases: HttpUseCases): void => {
  app.route({
    ...operation('readReport', { params }, { 200: jsonReply('The report.', JobReportBody) }),
    handler: async (request) =>
      toJobReportBody(await useCases.readReport(knownForm(request.params.id, 'JOB_NOT_FOUND'))),
  });
  app.route({
    ...operation(
      'readReportPage',
      { params },
      { 200: textReply('One page that needs nothing else; it can be saved and printed.', 'text/html') },
    ),
    handler: async (request, reply) => {
      const id = knownForm(request.params.id, 'JOB_NOT_FOUND');
      const illustrated = await useCases.illustrateReport(id, clientSignal(reply));
      const page = reportPage(toJobReportBody(illustrated), illustrated.pictures);
      return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(page);
    },
  });
};
