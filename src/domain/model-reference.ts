import type { ModelReference } from './model.ts';

/** The alias that a bare model name means, and that moves by itself. */
export const LATEST_ALIAS = 'latest';

/** What a model or an alias may be called: 1 to 64 letters, digits, `.`, `_` and `-`, the first a letter or digit. */
export const MODEL_NAME_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';

const MODEL_NAME = new RegExp(MODEL_NAME_PATTERN);
const VERSION = /^[1-9][0-9]{0,8}$/;

/** True for a name that a model or an alias may have. */
export const isModelName = (text: string): boolean => MODEL_NAME.test(text);

/** Reads `animals` (its `latest`), `animals@prod` and `animals:3`; null for anything else. */
export const parseModelReference = (text: string): ModelReference | null => {
  const cut = text.search(/[@:]/);
  const model = cut === -1 ? text : text.slice(0, cut);
  if (!isModelName(model)) return null;
  if (cut === -1) return { model, by: 'alias', alias: LATEST_ALIAS };
  const rest = text.slice(cut + 1);
  if (text.charAt(cut) === '@') return isModelName(rest) ? { model, by: 'alias', alias: rest } : null;
  return VERSION.test(rest) ? { model, by: 'version', version: Number(rest) } : null;
};

/** The reference as its reader would write it. */
export const showModelReference = (reference: ModelReference): string => {
  if (reference.by === 'version') return `${reference.model}:${reference.version}`;
  const name = reference.alias === LATEST_ALIAS ? reference.model : `${reference.model}@${reference.alias}`;
  return reference.at === undefined ? name : `${name} at ${reference.at}`;
};
