import type { CreatedDataset, DeriveRequest, IntakeRequest } from '../ports/index.ts';

/** What the API process asks of the intake process, and what it answers. `token` names a piece of work, so that it can be ended. */
export interface IntakeProtocol {
  readonly request:
    | { readonly kind: 'create'; readonly token: string; readonly request: IntakeRequest }
    | { readonly kind: 'derive'; readonly token: string; readonly request: DeriveRequest }
    | { readonly kind: 'cancel'; readonly token: string };
  readonly reply: { readonly kind: 'created'; readonly created: CreatedDataset } | { readonly kind: 'heard' };
  readonly ready: { readonly pid: number };
}
