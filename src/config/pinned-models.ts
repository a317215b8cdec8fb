const NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';

/** `animals`, `animals@prod`, `animals:3`. */
const REFERENCE = new RegExp(`^${NAME}(@${NAME}|:[1-9][0-9]{0,8})?$`);

/** The references of a comma-separated list, and what is wrong with them. */
export const parsePinnedModels = (
  list: string | undefined,
): { readonly pinnedModels: readonly string[]; readonly faults: readonly string[] } => {
  const pinnedModels = (list ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const faults = pinnedModels
    .filter((part) => !REFERENCE.test(part))
    .map(
      (part) =>
        `PREDICT_PINNED: expected models as "animals", "animals@prod" or "animals:3", received ${JSON.stringify(part)}`,
    );
  return { pinnedModels, faults };
};
