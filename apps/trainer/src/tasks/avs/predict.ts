// `dgsct predict` for segmentation.
import { CommandError } from '../../errors.ts';

/** @throws {CommandError} for now. */
export async function predictAvs(): Promise<void> {
  throw new CommandError('videos are not segmented yet; measure the run with dgsct eval');
}
