import { describe, expect, it } from 'vitest';
import { formatSeconds, Progress } from './progress.ts';

function recorder(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, stream: { isTTY, columns, write: (text: string) => written.push(text) } };
}

describe('Progress', () => {
  it('rewrites one line on a terminal and clears it for lasting lines', () => {
    let now = 0;
    const { written, stream } = recorder(true);
    const progress = new Progress(stream, { now: () => now });
    const phase = progress.phase('rendering', 10);
    now = 1000;
    phase.update(2, 'loss 0.5');
    now = 1010;
    phase.update(3);
    now = 2000;
    phase.update(4);
    progress.note('remark');
    phase.done('10 clips');
    expect(written).toEqual([
      'rendering  2/10  20 %  4.0 s left  loss 0.5',
      '\r\x1b[2Krendering  4/10  40 %  3.0 s left',
      '\r\x1b[2Kremark\n',
      'rendering: 10 clips, 2.0 s\n',
    ]);
  });

  it('never fills the whole width, where the line would wrap', () => {
    const { written, stream } = recorder(true, 12);
    new Progress(stream).phase('a very long name', 3).update(1);
    expect(written).toEqual(['a very long']);
  });

  it('writes plain lines rarely without a terminal', () => {
    let now = 0;
    const { written, stream } = recorder(false);
    const phase = new Progress(stream, { now: () => now }).phase('training', 100);
    for (now = 0; now <= 11_000; now += 500) phase.update(now / 500);
    expect(written).toEqual(['training  10/100  10 %  45 s left\n', 'training  20/100  20 %  40 s left\n']);
  });

  it('leaves what an earlier run did out of the estimate', () => {
    let now = 0;
    const { written, stream } = recorder(true);
    const phase = new Progress(stream, { now: () => now }).phase('preparing', 100, 90);
    now = 1000;
    phase.update(91);
    expect(written).toEqual(['preparing  91/100  91 %  9.0 s left']);
  });

  it('says nothing when quiet but warnings', () => {
    const { written, stream } = recorder(true);
    const progress = new Progress(stream, { quiet: true });
    const phase = progress.phase('training', 2);
    phase.update(1);
    phase.done();
    progress.note('remark');
    progress.line('warning');
    expect(written).toEqual(['warning\n']);
  });
});

describe('formatSeconds', () => {
  it.each([
    [0.04, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [187, '3 min 07 s'],
    [7500, '2 h 05 min'],
  ])('%f', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
