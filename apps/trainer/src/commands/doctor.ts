import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { DoctorOptions } from './options.ts';

export async function runDoctor(_options: DoctorOptions, _io: CommandIo): Promise<number> {
  throw new CommandError('this build has no "doctor" yet');
}
