// Checked array access: the one place that turns "index out of range" into an
// error instead of `undefined`.

/** `list[index]`, or an error where there is none. */
export function element<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index];
  if (value === undefined) {
    throw new RangeError(`index ${index} is outside a list of length ${list.length}`);
  }
  return value;
}
