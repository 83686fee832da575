// Runs in every package, by the shared vitest configuration: its README opens with an example that is type-correct,
// runs as it stands, and shows something.
import { expect, it } from 'vitest';
import { compileExample, readExample, runExample } from './example.ts';

const folder = process.cwd();

it('README.md opens with an example that is type-correct and runs', () => {
  const { problems, script } = compileExample(folder, readExample(folder));
  expect(problems).toEqual([]);
  const { status, stdout, stderr } = runExample(folder, script);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).not.toBe('');
});
