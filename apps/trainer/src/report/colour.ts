// Colours: a scale for weights and powers, and a palette for series. Both stay
// apart for people who see fewer colours, and in grey.

/** Stops of a scale from dark blue over red to pale yellow, of steadily rising lightness. */
const STOPS: readonly (readonly [number, number, number])[] = [
  [8, 6, 30],
  [58, 15, 110],
  [138, 34, 106],
  [204, 62, 78],
  [244, 122, 42],
  [252, 190, 66],
  [252, 254, 190],
];

/** RGB, 0..255, of a value 0..1. */
export function heatColour(value: number): readonly [number, number, number] {
  const position = Math.min(Math.max(value, 0), 1) * (STOPS.length - 1);
  const index = Math.min(Math.floor(position), STOPS.length - 2);
  const from = STOPS[index] as (typeof STOPS)[number];
  const to = STOPS[index + 1] as (typeof STOPS)[number];
  const mix = (channel: 0 | 1 | 2): number =>
    from[channel] + (position - index) * (to[channel] - from[channel]);
  return [mix(0), mix(1), mix(2)];
}

/** Custom properties of the style sheet, which knows them in a light and a dark tone. */
const SERIES = 8;

/** CSS colour of series or class `index`. */
export function seriesColour(index: number): string {
  return `var(--series-${index % SERIES})`;
}
