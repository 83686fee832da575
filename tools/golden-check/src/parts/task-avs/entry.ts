// What the entries of this part have of their own: prefixes by run, inputs whose scale is in words, masks, and lists of
// parameters as patterns.
import { fill, type GoldenEntry, type HostArray, list, object, parseShape, text } from '@dg-sct/goldens';
import type { AvsSetting } from '@dg-sct/task-avs';

/** What the fill rule puts before the state-dict names of a run. */
export function prefixOf({ raw, prefix }: GoldenEntry, run: string): string {
  const { param_prefix: stated } = raw;
  return typeof stated === 'object' ? text(object(stated, 'param_prefix')[run] ?? '', run) : prefix;
}

/** The value of an input; `index` stands where a name has `<t>`. */
export function inputOf(entry: GoldenEntry, name: string, index?: number): HostArray {
  const input = entry.inputs.find((candidate) => candidate.name === name);
  if (input === undefined) throw new RangeError(`there is no input "${name}"`);
  const shape = parseShape(input.raw.shape, name);
  const space = text(entry.raw.name_space ?? '', 'name_space');
  const whole = text(input.raw.fill ?? `input:${space}${name}`, `fill of ${name}`);
  const values = fill(whole.replace('<t>', String(index)), shape);
  return { shape, data: values.map(formulaOf(input.raw.scale, name)) };
}

/** From a filled number to the input's: a factor, or one of the formulas that these manifests have in words. */
function formulaOf(scale: unknown, name: string): (value: number) => number {
  if (typeof scale === 'number') return (value) => scale * value;
  const words = String(scale);
  const threshold = /^thresholded > ([\d.]+)$/.exec(words)?.[1];
  if (threshold !== undefined) return (value) => (value > Number(threshold) ? 1 : 0);
  const [, offset, factor] = /^([\d.]+) ?\+ ?([\d.]+) ?\* ?fill$/.exec(words) ?? [];
  if (offset !== undefined) return (value) => Number(offset) + Number(factor) * value;
  if (/^uint8 = floor\(127\.5\*\(fill\+1\)\)$/.test(words)) return (value) => Math.floor(127.5 * (value + 1));
  throw new RangeError(`the scale of input "${name}" is "${words}", which is not known`);
}

/** S4 is given the mask of the first frame, `[b, 1, 1, H, W]`; MS3 those of all, `[b*T, 1, H, W]`. */
export function masksOf({ data, shape }: HostArray, segments: number): HostArray & { setting: AvsSetting } {
  const [height = 1, width = 1] = shape.slice(-2);
  const setting = shape.length === 5 ? 's4' : 'ms3';
  const frames = setting === 's4' ? 1 : segments;
  return { data, shape: [data.length / (frames * height * width), frames, height, width], setting };
}

/** Whether a parameter is among those that a field lists with `*`, `{all}`, `{i}` and `{0..3}`; undefined without the field. */
export function listed(entry: GoldenEntry, field: string): ((name: string) => boolean) | undefined {
  if (entry.raw[field] === undefined) return undefined;
  const patterns = list(entry.raw[field], field).map((pattern) => expressionOf(text(pattern, field)));
  return (name) => patterns.some((pattern) => pattern.test(name));
}

function expressionOf(pattern: string): RegExp {
  const escaped = pattern.replaceAll('.', '\\.').replaceAll('{i}', '\\d+');
  const ranged = escaped.replaceAll(/\{(\d)\\\.\\\.(\d)\}/g, '[$1-$2]');
  return new RegExp(`^${ranged.replaceAll(/\{all\}|\*/g, '.+')}$`);
}
