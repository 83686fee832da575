// The fill rule: weights and inputs of every golden are recomputed from their names instead of being stored.
// A bit-exact port of the reference filler: FNV-1a of the name, then murmur3's finalizer over a counter.

/** FNV-1a, 32 bits, of the UTF-8 bytes of `name`. */
function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/** Integer in [0, 2^24): the random bits of element `i`. */
function bitsAt(seed: number, i: number): number {
  let hash = seed ^ Math.imul(i, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 8;
}

/** `count` numbers in [0, 1), multiples of 2^-24. */
export function uniform(name: string, count: number): Float64Array {
  const seed = fnv1a(name);
  return Float64Array.from({ length: count }, (_, i) => bitsAt(seed, i) / 2 ** 24);
}

/** Row-major values of the parameter, buffer or input `name`; computed in double, rounded to float32. */
export function fill(name: string, shape: readonly number[]): Float32Array {
  const { centre, spread } = rangeOf(name, shape);
  const seed = fnv1a(name);
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let i = 0; i < values.length; i++) {
    values[i] = centre + spread * (2 * (bitsAt(seed, i) / 2 ** 24) - 1);
  }
  return values;
}

/** Values are uniform in centre ± spread; the first rule that matches decides. */
function rangeOf(name: string, shape: readonly number[]): { centre: number; spread: number } {
  if (name.startsWith('input:') || name.startsWith('cotangent:')) return { centre: 0, spread: 1 };
  if (name.endsWith('running_var')) return { centre: 1, spread: 0.5 };
  if (shape.length >= 2) {
    const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
    return { centre: 0, spread: Math.sqrt(3 / fanIn) };
  }
  return name.endsWith('weight') ? { centre: 1, spread: 0.1 } : { centre: 0, spread: 0.1 };
}
