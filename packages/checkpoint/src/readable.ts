// What of a file may stand in a message.
const MAX_CHARACTERS = 2000;

const cut = (text: string): string =>
  text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)} ...` : text;

/** `text` for a person: names in it may come from a hostile file, so nothing that steers a terminal, and no end of text. */
export const readable = (text: string): string =>
  cut(
    cut(text).replace(
      /\p{Cc}/gu,
      (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    ),
  );

/** A value of a parsed file for a message; lists and objects may be nested deeper than they can be written again. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
}
