// The coverage page in the documents is what the op table gives.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { coveragePage } from '../../test/coverage-page.ts';
import { BACKEND_NAME } from '../index.ts';

it('COVERAGE.md is up to date; `pnpm coverage-page` writes it', async () => {
  await tf.setBackend(BACKEND_NAME);
  await expect(coveragePage()).toMatchFileSnapshot('../../COVERAGE.md');
});
