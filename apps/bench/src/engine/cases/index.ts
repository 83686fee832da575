// All cases of the engine bench, in the order in which they are run.

import type { BenchCase } from '../../contest/case.ts';
import { BLOCKS } from './blocks.ts';
import { CALL } from './call.ts';
import { LOG_MEL } from './log-mel.ts';
import { MATMULS } from './matmul.ts';
import { OPERATIONS } from './operations.ts';

export const ENGINE_CASES: readonly BenchCase[] = [CALL, ...MATMULS, ...OPERATIONS, LOG_MEL, BLOCKS];
