// How many threads a graph is computed with unless somebody says otherwise: the environment's word, or one for each core.
import { availableParallelism } from 'node:os';
import { TraceError } from '../errors.ts';

const VARIABLE = 'TFJS_ONNXRUNTIME_THREADS';

/** @throws {TraceError} `BAD_INPUT` for a word of the environment that is no whole number above 0. */
export function defaultThreads(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): number {
  const wanted = environment[VARIABLE];
  if (wanted === undefined || wanted === '') return availableParallelism();
  const threads = Number(wanted);
  if (Number.isInteger(threads) && threads > 0) return threads;
  throw new TraceError('BAD_INPUT', `${VARIABLE} is "${wanted}"; expected a whole number above 0`);
}
