// Asks V8 to free at once what nobody holds any more. It is in no hurry to, so arrays
// that went to the worker would stay beside their copies.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
