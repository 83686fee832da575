// The built command as a person runs it, where the process matters; the same code in this process elsewhere.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing/ave-folder.ts';
import { callCli, DGSCT, spawnCli } from './testing/run-cli.ts';

const COMMANDS = [
  'data',
  'pretrain',
  'train',
  'eval',
  'predict',
  'inspect',
  'convert',
  'export',
  'doctor',
  'demo',
];
const synthOf = (task: string, out: string, clips: number, ...more: string[]) => [
  'data',
  'synth',
  '--task',
  task,
  '--out',
  out,
  '--clips',
  `${clips}`,
  ...more,
];
const synth = (out: string, ...more: string[]) => synthOf('ave', out, 12, ...more);

describe('help', () => {
  it('lists every command', async () => {
    const { exitCode, stdout, stderr } = await spawnCli(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });

  it('of every command lists --quiet', async () => {
    for (const argv of [['data', 'synth'], ['data', 'prepare'], ...COMMANDS.slice(1).map((name) => [name])]) {
      const { exitCode, stdout } = await callCli([...argv, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('--quiet');
    }
  });
});

describe('wrong usage exits with 2 and one line', () => {
  it.each([
    [['trian'], "unknown command 'trian' (Did you mean train?)"],
    [['doctor', '--jsn'], "unknown option '--jsn' (Did you mean --json?)"],
    [['train'], "required option '--config <preset|file>' not specified"],
    [['train', '--config', 'ave-tiny', '--epochs', 'ten'], 'must be a whole number of at least 1'],
    [['train', '--config', 'ave-tiny', '--epochs', '0'], 'must be a whole number of at least 1'],
    [['predict'], "missing required argument 'video'"],
    [['predict', 'a.mp4', 'b.mp4'], 'too many arguments'],
    [['predict', '-clip.mp4'], "unknown option '-clip.mp4'"],
    [['data', 'synth', '--task', 'asr', '--out', 'x', '--clips', '9'], 'Allowed choices are ave, avvp'],
    [synth('x').slice(0, -1), "option '--clips <n>' argument missing"],
    [synth('x', '--seconds', '20'), 'Clips of --task ave have one length; leave --seconds out'],
    [synth('x', '--questions', '4'), 'Nothing is asked about clips of --task ave; leave --questions out'],
    [synthOf('avqa', 'x', 9, '--seconds', '25'), 'seconds must be a multiple of 10 for questions, got 25'],
    [['eval', '--run', 'x', '--split', 'all'], 'Allowed choices are train, val, test'],
  ])('%j', async (argv, sentence) => {
    const { exitCode, stdout, stderr } = await callCli(argv);
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^dgsct: [^\n]+\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('also as a process', async () => {
    expect((await spawnCli(['doctor', '--jsn'])).exitCode).toBe(2);
  });
});

describe('dgsct data synth', () => {
  it('says in one sentence that a folder cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'in the way');
    const { exitCode, stdout, stderr } = await spawnCli(synth(join(file, 'out')));
    expect(stderr).toMatch(/^dgsct: Cannot write [^\n]+\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops at %s with %i, complete clips only', async (signal, code) => {
    const out = temporaryFolder();
    const child = spawn(process.execPath, [DGSCT, ...synth(out, '--workers', '1')], { stdio: 'pipe' });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (text.includes('loading')) child.kill(signal);
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(/\ndgsct: (interrupted|terminated)\n$/);
    expect(existsSync(join(out, 'Annotations.txt'))).toBe(false);
  });

  it('goes on after a kill, says what it made, and keeps it from other clips', async () => {
    const out = temporaryFolder();
    const videos = join(out, 'LLP_dataset', 'video');
    const child = spawn(process.execPath, [DGSCT, ...synthOf('avvp', out, 12, '--workers', '1')]);
    const closed = once(child, 'close');
    const killer = setInterval(
      () => existsSync(videos) && completeIn(videos) > 0 && child.kill('SIGKILL'),
      5,
    );
    await closed;
    clearInterval(killer);
    expect(completeIn(videos)).toBeGreaterThan(0);
    expect(existsSync(join(out, 'AVVP_train.csv'))).toBe(false);

    const { exitCode, stdout, stderr } = await spawnCli(synthOf('avvp', out, 12));
    expect(stdout).toMatch(
      /^12 clips of 24 classes in [^\n]+: 8 train, 1 val, 3 test; events are heard in \d+ % of the seconds and seen in \d+ %\.\n$/,
    );
    expect(stderr).toContain('rendering clips: 12');
    expect({ exitCode, complete: completeIn(videos), all: readdirSync(videos).length }).toEqual({
      exitCode: 0,
      complete: 12,
      all: 12,
    });

    const other = await spawnCli(synthOf('avvp', out, 13));
    expect(other.stderr).toMatch(/^dgsct: The folder [^\n]+ holds another data set [^\n]+\n$/);
    expect(other.exitCode).toBe(1);
  }, 120_000);
});

describe('dgsct data synth --task avqa', () => {
  it('takes a length, and says how much it asks', async () => {
    const out = temporaryFolder();
    const { exitCode, stdout } = await spawnCli(synthOf('avqa', out, 3, '--seconds', '20'));
    expect(stdout).toMatch(
      /^3 clips of 8 classes in [^\n]+: 2 train, 0 val, 1 test; \d\d questions of all types\.\n$/,
    );
    expect(exitCode).toBe(0);
    for (const id of readdirSync(join(out, 'frames'))) {
      expect(readdirSync(join(out, 'frames', id))).toHaveLength(20);
    }
  });
});

describe('dgsct data synth of clips to segment', () => {
  it.each([
    [
      'avs-s4',
      /^3 clips of 24 classes in [^\n]+: 2 train, 0 val, 1 test; of 2\.\d objects 1\.0 sound in a second on average\.\n$/,
    ],
    [
      'avs-ms3',
      /^3 clips of 24 classes in [^\n]+; of [34]\.\d objects [12]\.\d sound in a second on average\.\n$/,
    ],
  ])('%s says what it made', async (task, sentence) => {
    const { exitCode, stdout } = await spawnCli(synthOf(task, temporaryFolder(), 3));
    expect(stdout).toMatch(sentence);
    expect(exitCode).toBe(0);
  });
});

/** Videos that were finished: others have a dot before their name. */
function completeIn(folder: string): number {
  return readdirSync(folder).filter((name) => !name.startsWith('.')).length;
}

describe('dgsct doctor', () => {
  it('prints JSON alone on standard output', async () => {
    const { exitCode, stdout, stderr } = await spawnCli(['doctor', '--json']);
    const report = JSON.parse(stdout) as {
      ok: boolean;
      cores: number;
      checks: { name: string; ok: boolean; required: boolean; remedy?: string }[];
    };
    expect({ exitCode, stderr, ok: report.ok }).toEqual({ exitCode: 0, stderr: '', ok: true });
    expect(report.cores).toBeGreaterThan(0);
    const names = report.checks.map(({ name }) => name);
    for (const name of [
      'Node',
      'onnxruntime-node',
      'provider cpu',
      'provider webgpu',
      'video reader',
      'tiny weights',
    ]) {
      expect(names).toContain(name);
    }
    for (const check of report.checks) expect(check.ok || check.remedy !== undefined).toBe(true);
  });

  it('misses what is not installed, and fails when it is required', async () => {
    const { exitCode, stdout } = await spawnCli(['doctor'], {
      env: { NODE_OPTIONS: `--import=${new URL('./testing/without-onnxruntime.mjs', import.meta.url)}` },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^provider cpu +MISSING/m);
    expect(stdout).toContain('-> npm install onnxruntime-node');
    expect(stdout).toContain('Something required is missing; see above.');
  });

  it('is not disturbed by a reader that closes the pipe', async () => {
    const child = spawn(process.execPath, [DGSCT, 'doctor'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});
