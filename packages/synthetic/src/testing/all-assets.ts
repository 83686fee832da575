// All that clips are made of, loaded once for each file of tests.
import { loadAssets } from '../assets.ts';

export const assets = await loadAssets();
