// The tasks beside AVE.
import { checkFixtures } from './testing/check-fixtures.ts';

checkFixtures(['task-avvp', 'task-avs', 'task-avqa']);
