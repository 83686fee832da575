// All cases that contestants can be asked to take part in.
import type { BenchCase } from './contest/case.ts';
import { ENGINE_CASES } from './engine/cases/index.ts';
import { INFER_CASES, STEP_CASES } from './network/cases.ts';

export const ALL_CASES: readonly BenchCase<object>[] = [...ENGINE_CASES, ...STEP_CASES, ...INFER_CASES];
