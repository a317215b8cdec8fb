/** What can stand in a page: text is escaped, markup is not; null is nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | null;

/** Markup that is safe to send. Only `html` and `markup` make it. */
export interface Html {
  readonly markup: string;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** What no page may hold as it is: signs of markup, and control characters, which names of files can have. */
const UNSAFE = /[&<>"']|\p{Cc}/gu;

/** Text as it stands between tags and in quoted attributes. A control character becomes U+FFFD. */
export const escapeHtml = (text: string): string =>
  text.replace(UNSAFE, (sign) => ENTITIES.get(sign) ?? '\uFFFD');

/** Markup of our own, such as a style sheet. Never for what comes from outside. */
export const markup = (text: string): Html => ({ markup: text });

const markupOf = (value: HtmlValue): string => {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map((part) => part.markup).join('');
};

/** A piece of a page. Every value is escaped unless it is a piece itself; attributes are to be quoted. */
export const html = (texts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  markup(texts.map((text, index) => text + markupOf(values[index] ?? null)).join(''));

/** A name from outside: isolated, so that one written from right to left does not turn what is around it. */
export const nameHtml = (name: string): Html => html`<bdi>${name}</bdi>`;
