// HTML as a value: whatever is put into the template `html` is escaped, unless
// it is HTML already. No other file of the reports escapes anything.

/** Markup that is safe to place in a page. */
export interface Html {
  readonly markup: string;
}

export type HtmlPart = string | number | Html | readonly HtmlPart[] | undefined;

/** A template of markup; text in it stands for itself, in content and in quoted attributes. */
export function html(markup: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { markup: markup.map((text, index) => text + rendered(parts[index])).join('') };
}

/** Markup of our own that is taken as it is; never anything that a user named. */
export const trusted = (markup: string): Html => ({ markup });

function rendered(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part));
  return 'markup' in part ? part.markup : part.map(rendered).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: no page may hold these
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
    .replace(CONTROL_CHARACTERS, '\ufffd');
}
