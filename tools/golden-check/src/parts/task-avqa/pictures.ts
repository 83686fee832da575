// Pictures to what the encoder takes: resized and normalised, each described and stored by itself.
import { type GoldenReport, type Json, list, number, object, text, uniform } from '@dg-sct/goldens';
import { preprocessFrames } from '@dg-sct/media';
import type { EntryKind } from '../../part.ts';
import { numbersIn } from '../../run/config.ts';
import { channelsFirst, channelsLast } from '../channels.ts';

export const pictures: EntryKind = {
  what: 'pictures',
  scope: 'module',
  fits: ({ raw }) => picturesIn(raw).length > 0,
  check: async (report) => {
    for (const picture of picturesIn(report.file.raw)) checkPicture(report, picture);
  },
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Fields of the entry that describe one picture with its result. */
const picturesIn = (raw: Json): Json[] =>
  Object.values(raw).filter(
    (value): value is Json => isObject(value) && isObject(value.input) && isObject(value.output),
  );

function checkPicture(report: GoldenReport, picture: Json): void {
  const { fill, shape } = object(picture.input, 'input');
  const [channels = 3, height = 1, width = 1] = list(shape, 'shape').map((size) => number(size, 'a size'));
  const name = /^floor\(256\*uniform\("([^"]+)"/.exec(text(fill, 'fill'))?.[1];
  if (name === undefined) throw new RangeError(`the picture is not understood: ${String(fill)}`);
  const bytes = Float32Array.from(uniform(name, channels * height * width), (u) => Math.floor(256 * u));
  const [size = 1] = numbersIn(report.file.config, 'size');
  const data = Uint8Array.from(channelsLast(bytes, channels));
  const prepared = preprocessFrames({ data, count: 1, height, width }, { size });
  const key = text(object(picture.output, 'output').key, 'key of an output');
  report.compare(key, channelsFirst(prepared, channels));
}
