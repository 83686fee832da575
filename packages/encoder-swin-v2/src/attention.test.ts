// Window attention alone against runs of the reference: plain, masked, and with the
// position bias of another window size; heads below and above the temperature limit.
import { fillModule, GoldenReport, openGolden } from '@dg-sct/goldens';
import { relativePositionIndex } from '@dg-sct/nn';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { BACKEND, compareRun } from '../test/golden-run.ts';
import { WindowAttention } from './attention.ts';
import { RelativePositions } from './position-bias.ts';
import { WindowLayout } from './window-layout.ts';

const EDGE = 4;
const CASES = [
  { name: 'plain', masked: false, pretrainedEdge: 0 },
  { name: 'masked', masked: true, pretrainedEdge: 0 },
  { name: 'pretrained', masked: false, pretrainedEdge: 6 },
];
const report = new GoldenReport(openGolden('encoder-swin-v2').file('attention'), 'module');
const layout = new WindowLayout({ height: 8, width: 8 }, EDGE, 2);

beforeAll(async () => {
  await tf.setBackend(BACKEND);
});

test.each(CASES)('$name: output and gradients', async ({ name, masked, pretrainedEdge }) => {
  const positions = new RelativePositions(EDGE, pretrainedEdge);
  const overrides = { logit_scale: (filled: number) => 4 + filled };
  const attention = fillModule(new WindowAttention(12, 3, positions), report.file.prefix, { overrides });
  const shape = [layout.windows, layout.tokens, layout.tokens];
  const mask = masked ? tf.tensor(layout.mask(), shape) : undefined;
  await compareRun(report, {
    module: attention,
    input: 'x',
    gradientOf: 'x',
    prefix: `${name}.`,
    weighed: ['y'],
    run: (x) => ({ y: attention.forward(x, mask) }),
  });
  if (!masked) {
    report.compare(`${name}.relative_coords_table`, await positions.coordinates.data());
    report.compare(`${name}.bias_table`, await attention.positionBias.table().data());
  }
  report.assertPassed();
});

test('mask and position index, and nothing was left out', () => {
  report.compare(
    'attn_mask',
    layout.mask().map((value) => (value === -100 ? 1 : value)),
  );
  report.compare('relative_position_index', relativePositionIndex(EDGE));
  report.assertPassed();
  expect(report.uncompared()).toEqual([]);
});
