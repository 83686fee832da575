// Round numbers for an axis.

/** At most about `count` multiples of 1, 2 or 5 times a power of ten, from at most `from` to at least `to`. */
export function ticksOver(from: number, to: number, count: number): number[] {
  const span = to > from ? to - from : 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((multiple) => multiple * power >= rough * (1 - 1e-9)) ?? 10;
  const step = factor * power;
  const first = Math.floor(from / step + 1e-9);
  const last = Math.max(Math.ceil(to / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
}

/** Without the dust of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(12));
