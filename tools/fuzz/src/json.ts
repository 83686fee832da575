// Damage to JSON that leaves it JSON: a value somewhere becomes another one, goes away or comes twice.
import type { Chance } from './chance.ts';
import type { Mutator } from './mutators.ts';

/** Stands for nesting that JSON.stringify could not write, until the text is there. */
const DEEP = '<deep>';
const DEEP_TEXT = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

/** What nobody expects where something else belongs. */
const VALUES = [
  ...[null, true, 0, -1, 0.5, 1e308, 2 ** 31, 2 ** 53, 2 ** 60],
  ...['', '..', '../x', 'a\0b', '\u001b[2J', 'x'.repeat(5000), '__proto__', 'constructor', '[[', DEEP],
  ...[[], {}, [0], [-1, 1], [2 ** 60], [2 ** 30, 2 ** 30], [['']], { length: 2 ** 60 }],
] as const;
const FIRST_VALUE = VALUES[0];
const KEYS = ['', '__proto__', 'constructor', 'toString', '../x', '\u001b[2J', 'x'.repeat(5000)] as const;

type Holder = Record<string, unknown> | unknown[];

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Everything that holds values, the outermost first. */
function holdersOf(value: unknown): Holder[] {
  if (!isHolder(value)) return [];
  return [value, ...Object.values(value).flatMap(holdersOf)];
}

/** Of text that is no JSON, it makes a value that is. */
export const mutateJson: Mutator = (bytes, chance) => {
  // Nothing is added to what can't be written again.
  if (bytes.includes(DEEP_TEXT)) return Buffer.from(bytes);
  const root = parse(bytes);
  const [first, ...others] = holdersOf(root);
  if (first === undefined) return write(chance.pick([FIRST_VALUE, ...VALUES]));
  change(chance.pick([first, ...others]), chance);
  return write(root);
};

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const write = (value: unknown): Buffer =>
  Buffer.from(JSON.stringify(value).replace(JSON.stringify(DEEP), DEEP_TEXT), 'utf8');

function change(holder: Holder, chance: Chance): void {
  const [key = '0', ...keys] = Object.keys(holder);
  const chosen = chance.pick([key, ...keys]);
  const kind = chance.pick(['replace', 'replace', 'remove', 'rename', 'double'] as const);
  if (kind === 'replace') set(holder, chosen, chance.pick([FIRST_VALUE, ...VALUES]));
  else if (kind === 'double') set(holder, `${chosen}1`, get(holder, chosen));
  else if (kind === 'rename' && !Array.isArray(holder)) set(holder, chance.pick(KEYS), get(holder, chosen));
  else if (Array.isArray(holder)) holder.splice(Number(chosen), 1);
  else delete holder[chosen];
}

const get = (holder: Holder, key: string): unknown => Object.getOwnPropertyDescriptor(holder, key)?.value;

/** Defines the key, so that `__proto__` is one like any other. */
function set(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder)) holder.splice(Number.parseInt(key, 10), 1, value);
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
