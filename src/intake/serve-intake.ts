import type { CreatedDataset, Intake } from '../ports/index.ts';
import { answerParent } from '../processes/index.ts';
import type { IntakeProtocol } from './intake-protocol.ts';

/** Answers the parent of this process, an API, until it is gone. The whole life of an intake process. */
export const serveIntake = (intake: Intake): void => {
  const underWay = new Map<string, AbortController>();
  const run = async (
    token: string,
    work: (signal: AbortSignal) => Promise<CreatedDataset>,
  ): Promise<CreatedDataset> => {
    const controller = new AbortController();
    underWay.set(token, controller);
    try {
      return await work(controller.signal);
    } finally {
      underWay.delete(token);
    }
  };
  answerParent<IntakeProtocol>({ pid: process.pid }, async (asked) => {
    if (asked.kind === 'cancel') {
      underWay.get(asked.token)?.abort();
      return { reply: { kind: 'heard' } };
    }
    const created = await run(asked.token, (signal) =>
      asked.kind === 'create' ? intake.create(asked.request, signal) : intake.derive(asked.request, signal),
    );
    return { reply: { kind: 'created', created } };
  });
};
