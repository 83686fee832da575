// All cases of the engine bench, in the order in which they are run.
import { BLOCKS } from './blocks.ts';
import { CALL } from './call.ts';
import type { EngineCase } from './case.ts';
import { LOG_MEL } from './log-mel.ts';
import { MATMULS } from './matmul.ts';
import { OPERATIONS } from './operations.ts';

export const CASES: readonly EngineCase[] = [CALL, ...MATMULS, ...OPERATIONS, LOG_MEL, BLOCKS];
