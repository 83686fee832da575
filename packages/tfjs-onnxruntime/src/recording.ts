// Whether a function is being traced right now: reading, drawing and tracing inside
// of a trace are errors, which name the function.
import { TraceError } from './errors.ts';

let recorded: string | undefined;

/** Runs `body` as the trace of the function `name`. */
export function record<T>(name: string, body: () => T): T {
  if (recorded !== undefined) {
    throw new TraceError(
      'BAD_INPUT',
      `"${name}" was compiled inside the trace of "${recorded}"; compile functions one after the other`,
    );
  }
  recorded = name;
  try {
    return body();
  } finally {
    recorded = undefined;
  }
}

/** The name of the function that is being traced. */
export function currentTrace(): string | undefined {
  return recorded;
}
