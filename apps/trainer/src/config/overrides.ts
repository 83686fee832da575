// `--set key.path=value`: changes to a config before it is checked.
import { parse } from 'yaml';
import { UsageError } from '../errors.ts';

/** The text of an override, for options such as `--epochs` that stand for one. */
export const override = (key: string, value: string | number | boolean): string =>
  `${key}=${JSON.stringify(value)}`;

/**
 * Puts a YAML value at a dotted path of `config`, in place; `null` removes the key. Whether the key exists is for
 * the check of the whole config to say.
 */
export function applyOverride(config: Record<string, unknown>, text: string): void {
  const equals = text.indexOf('=');
  const path = text.slice(0, equals).split('.');
  if (equals < 1 || path.includes('')) {
    throw new UsageError(`--set ${text}: expected key.path=value, such as training.epochs=3`);
  }
  const value = parseValue(text, text.slice(equals + 1));
  let group = config;
  for (const key of path.slice(0, -1)) {
    const held = Object.hasOwn(group, key) ? group[key] : undefined;
    const inner = isGroup(held) ? held : {};
    define(group, key, inner);
    group = inner;
  }
  const last = path.at(-1) ?? '';
  if (value === null) delete group[last];
  else define(group, last, value);
}

function parseValue(text: string, value: string): unknown {
  try {
    return parse(value);
  } catch {
    throw new UsageError(`--set ${text}: the value is not valid YAML`);
  }
}

/** Plain assignment would not make a key of `__proto__`. */
function define(group: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(group, key, { value, writable: true, enumerable: true, configurable: true });
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
