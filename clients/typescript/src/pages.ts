interface Page<Entry> {
  readonly data: readonly Entry[];
  readonly nextAfter: string | null;
}

/** Entries of a part while all are read: the most that the service gives. */
export const WHOLE_PAGE = 100;

/** All entries of a list, part after part; a part is asked for when the one before has been used up. */
export async function* entriesOf<Entry>(
  read: (after: string | undefined) => Promise<Page<Entry>>,
): AsyncGenerator<Entry, void, undefined> {
  let after: string | undefined;
  do {
    const page: Page<Entry> = await read(after);
    yield* page.data;
    after = page.nextAfter ?? undefined;
  } while (after !== undefined);
}
