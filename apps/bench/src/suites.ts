// All suites, in the order in which a bench without names runs the default ones.
import { ACCURACY } from './accuracy/suite.ts';
import { ENGINE } from './engine/suite.ts';
import { MEDIA } from './media/suite.ts';
import { INFER, STEP } from './network/suite.ts';
import { SCALE } from './scale/suite.ts';
import { SOAK } from './soak/suite.ts';
import { START } from './start/suite.ts';
import type { Suite } from './suite.ts';

export const SUITES: readonly Suite[] = [ENGINE, STEP, INFER, MEDIA, SCALE, ACCURACY, START, SOAK];
