// Reads widths off the shapes of a state dict.

/**
 * The first size of the first of these tensors that is there. Undefined where none is, where it is a scalar, and where it
 * holds no values: that can claim any size.
 */
export function firstSize(
  shapes: ReadonlyMap<string, readonly number[]>,
  ...names: readonly string[]
): number | undefined {
  const name = names.find((candidate) => shapes.has(candidate));
  const shape = (name === undefined ? undefined : shapes.get(name)) ?? [];
  return shape.includes(0) ? undefined : shape[0];
}
