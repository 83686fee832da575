// `--backend` of train, eval and predict: the same results on all, and a word to a person who lacks one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/ave-folder.ts';
import { minuteData, trainArguments } from '../testing/minute.ts';
import { EAGER } from '../testing/presence.ts';
import { callCli, spawnCli } from '../testing/run-cli.ts';

interface Epoch {
  readonly losses: Readonly<Record<string, number>>;
  readonly evaluation: Pick<Epoch, 'losses'>;
}

const folder = temporaryFolder();
const runOn = (backend: string): string => join(folder, backend);
let data = '';

const lossesOf = (run: string): number[] => {
  const state = JSON.parse(readFileSync(join(run, 'last', 'state.json'), 'utf8')) as {
    history: readonly Epoch[];
  };
  return state.history.flatMap(({ losses, evaluation }) => [
    ...Object.values(losses),
    ...Object.values(evaluation.losses),
  ]);
};

beforeAll(async () => {
  data = minuteData();
  const out = runOn('onnxruntime');
  expect((await callCli(trainArguments(data, out, '--quiet', '--epochs', '2'))).exitCode).toBe(0);
});

for (const { backend, isAbsent, title } of EAGER) {
  describe.skipIf(isAbsent)(`--backend ${title}`, () => {
    const on = (...argv: string[]) => callCli([...argv, '--quiet', '--backend', backend]);

    it('trains as ONNX Runtime does', async () => {
      const { exitCode, stdout, stderr } = await on(...trainArguments(data, runOn(backend), '--epochs', '2'));
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toContain('finished after 4 steps');
      const expected = lossesOf(runOn('onnxruntime'));
      expect(expected.length).toBeGreaterThan(3);
      const losses = lossesOf(runOn(backend));
      expect(losses).toHaveLength(expected.length);
      for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(expected[i] ?? Number.NaN, 4);
    });

    it('measures and answers as ONNX Runtime does', async () => {
      const run = runOn('onnxruntime');
      for (const argv of [
        ['eval', '--run', run],
        ['predict', join(data, 'AVE', 'e.mp4'), '--run', run],
      ]) {
        const { exitCode, stdout } = await on(...argv);
        expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: (await callCli(argv)).stdout });
      }
    });
  });
}

describe('--backend', () => {
  it('names those that there are', async () => {
    const { exitCode, stderr } = await callCli(['eval', '--run', 'x', '--backend', 'cuda']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/Allowed choices are onnxruntime, cpu, wasm, tensorflow\.\n$/);
  });

  const withoutTensorFlow = (cwd: string, env?: Readonly<Record<string, string>>) =>
    spawnCli(['eval', '--run', 'x', '--backend', 'tensorflow'], { cwd, env: { NODE_PATH: '', ...env } });
  /** A folder in which a module stands for tfjs-node. */
  const folderWith = (program: string): string => {
    const cwd = temporaryFolder();
    const installed = join(cwd, 'node_modules', '@tensorflow', 'tfjs-node');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'index.js'), program);
    return cwd;
  };

  it('tensorflow that is not installed says what to install', async () => {
    const { exitCode, stdout, stderr } = await withoutTensorFlow(folder);
    expect(stderr).toMatch(
      /^dgsct: the backend tensorflow is not installed; npm install @tensorflow\/tfjs-node/,
    );
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('tensorflow whose libraries are missing says so', async () => {
    const cwd = folderWith(
      'throw new Error("The addon can not be found at path: /a/b.node. \\nPlease run");',
    );
    const { exitCode, stdout, stderr } = await withoutTensorFlow(cwd);
    expect(stderr).toMatch(
      /^dgsct: @tensorflow\/tfjs-node is there but does not load \(The addon can not be found at path: \/a\/b\.node\); npm/,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('tensorflow that is too old for Node says so', async () => {
    const removed = "import util from 'node:util'; delete util.isNullOrUndefined";
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(removed)}`;
    const { exitCode, stderr } = await withoutTensorFlow(folderWith(''), { NODE_OPTIONS });
    expect(stderr).toMatch(
      /^dgsct: @tensorflow\/tfjs-node calls .* no longer has; use Node 22 or older[^\n]+\n$/,
    );
    expect(exitCode).toBe(2);
  });
});

describe('dgsct doctor', () => {
  it('tells which backends compute', async () => {
    const { stdout } = await spawnCli(['doctor', '--json'], { cwd: folder, env: { NODE_PATH: '' } });
    const { checks } = JSON.parse(stdout) as { checks: readonly { name: string; ok: boolean }[] };
    const backends = checks.filter(({ name }) => name.startsWith('backend '));
    expect(Object.fromEntries(backends.map(({ name, ok }) => [name, ok]))).toEqual({
      'backend cpu': true,
      'backend wasm': true,
      'backend tensorflow': false,
    });
  });
});
