// Whether a function is being traced right now: reading, drawing and tracing inside
// of a trace are errors, which name the function.
import { TraceError } from './errors.ts';

let recorded: string | undefined;
let differentiable = true;

/** Runs `body` as the trace of the function `name`; without `gradients`, taking one is an error. */
export function record<T>(name: string, gradients: boolean, body: () => T): T {
  if (recorded !== undefined) {
    throw new TraceError(
      'BAD_INPUT',
      `"${name}" was compiled inside the trace of "${recorded}"; compile functions one after the other`,
    );
  }
  recorded = name;
  differentiable = gradients;
  try {
    return body();
  } finally {
    recorded = undefined;
    differentiable = true;
  }
}

/** The name of the function that is being traced. */
export function currentTrace(): string | undefined {
  return recorded;
}

/** Called where an operation is recorded of which a gradient will be taken. */
export function refuseGradient(): void {
  if (recorded === undefined || differentiable) return;
  throw new TraceError(
    'STATEFUL',
    `"${recorded}" takes a gradient, but is compiled with the precision int8, which rounds and has none; leave the option out for training`,
  );
}
