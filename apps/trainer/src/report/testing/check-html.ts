// A strict reading of a page for tests: every element closed in order, every
// attribute quoted, and a list of what it holds. It is no HTML parser for others' pages.

interface PageElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface PageContent {
  readonly elements: readonly PageElement[];
  /** Text outside of `style`, entities resolved, one line for each piece. */
  readonly text: string;
}

const VOID = new Set(['meta', 'img', 'br', 'col']);
const TOKEN = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][\w:-]*="[^"<>]*")*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([a-zA-Z][\w:-]*)="([^"]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};

/** @throws {Error} that says where the page is not well-formed. */
export function readPage(markup: string): PageContent {
  const open: string[] = [];
  const elements: PageElement[] = [];
  const text: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < markup.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(markup);
    if (token === null) throw new Error(`not well-formed at: ${markup.slice(at, at + 80)}`);
    const [, closing, name, attributes = '', selfClosing, words] = token;
    if (words !== undefined) {
      if (open.at(-1) !== 'style' && words.trim() !== '') text.push(resolve(words));
    } else if (name !== undefined && closing === '/') {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> closes <${expected}>`);
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(
        ([, key = '', value = '']) => [key, resolve(value)] as const,
      );
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) {
        throw new Error(`<${name}> has an attribute twice: ${attributes}`);
      }
      elements.push({ name, attributes: new Map(pairs) });
      if (!VOID.has(name) && selfClosing !== '/') open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return { elements, text: text.join('\n') };
}

function resolve(text: string): string {
  return text.replace(/&([^;\s]*);?/g, (entity, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`"${entity}" is no entity that a page uses`);
    return character;
  });
}
