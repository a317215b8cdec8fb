import type { ExportFormat } from '../domain/index.ts';
import type { ImportedModel, StoredVersion } from '../ports/index.ts';

/** What the API process asks of a converter process, and what it answers. Locations are absolute paths. */
export interface ConverterProtocol {
  readonly request:
    | {
        readonly kind: 'export';
        readonly version: StoredVersion;
        readonly format: ExportFormat;
        readonly location: string;
      }
    | {
        readonly kind: 'import';
        readonly location: string;
        readonly classes: number;
        readonly weightsLocation: string;
      };
  readonly reply:
    | { readonly kind: 'exported'; readonly bytes: number }
    | { readonly kind: 'imported'; readonly model: ImportedModel };
  readonly ready: { readonly pid: number };
}
