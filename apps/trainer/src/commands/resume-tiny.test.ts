// Events and questions go on bit for bit; masks do so in resume-tiny-masks.test.ts.
import { checkResume } from '../testing/resume-tiny.ts';

checkResume([
  ['ave', 'ave', 6],
  ['avvp', 'avvp', 6],
  ['avqa', 'avqa', 6],
  ['avqa-grounding', 'avqa', 16],
]);
