// Names of a model's inputs and outputs, from where each lies in the nested
// arguments or results of the function. They are C identifiers, as ONNX asks for.
import type { Names } from '../onnx/names.ts';

/**
 * `{ image, text: { ids } }` gives `image` and `text_ids`; the only tensor gives `root`, a list `root_0`, `root_1`, ...
 * A name that is taken gets a number.
 */
export function portNames(paths: readonly (readonly string[])[], root: string, names: Names): string[] {
  return paths.map((path) => {
    const joined = path.join('_').replace(/[^A-Za-z0-9_]/g, '_');
    return names.add(/^[A-Za-z_]/.test(joined) ? joined : [root, joined].filter(Boolean).join('_'));
  });
}
