// Module paths for error messages: `scope('block 3', () => ...)` nests names
// while a model runs. It has no effect on the numbers.

const names: string[] = [];

/** Runs `body` with `name` appended to the module path that errors print. */
export function scope<T>(name: string, body: () => T): T {
  names.push(name);
  try {
    return body();
  } finally {
    names.pop();
  }
}

/** The current module path, outermost first, such as `visual > stage 0 > block 1`. */
export function currentScope(): string {
  return names.join(' > ');
}
