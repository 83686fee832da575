// Where in a model an operation stands, for error messages: the module path that
// `scope('block 3', () => ...)` nests, and the kernel. No effect on the numbers.

const names: string[] = [];
let kernel: string | undefined;

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

/** Runs `body`, whose nodes come from a call of the kernel `name`. */
export function withKernel<T>(name: string, body: () => T): T {
  const outer = kernel;
  kernel = name;
  try {
    return body();
  } finally {
    kernel = outer;
  }
}

/** The tfjs kernel that is lowered at the moment, if any. */
export function currentKernel(): string | undefined {
  return kernel;
}
