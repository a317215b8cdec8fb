const QUOTED_VALUE = /"(?:[^"\\]|\\.)*"?/g;

/** The names of the directives of a `Cache-Control` header (RFC 9111, section 5.2), in lower case. */
export const cacheDirectives = (header: string | undefined): ReadonlySet<string> => {
  // A quoted value may hold commas, and names that are none.
  const directives = (header ?? '').replaceAll(QUOTED_VALUE, '').split(',');
  return new Set(directives.map((directive) => (directive.split('=')[0] ?? '').trim().toLowerCase()));
};
