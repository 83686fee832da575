// Masks go on bit for bit.
import { checkResume } from '../testing/resume-tiny.ts';

checkResume([
  ['avs-s4', 'avs-s4', 6],
  ['avs-ms3', 'avs-ms3', 6],
]);
