// The encoders, the layers between them, and the AVE network; at its published size it takes half a minute and 4 GB.
import { checkFixtures } from './testing/check-fixtures.ts';

checkFixtures(['encoder-swin-v2', 'encoder-htsat', 'dg-sct-attention', 'task-ave']);
