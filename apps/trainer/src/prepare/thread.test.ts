import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { temporaryFolder, writeTinyVideo } from '../testing/ave-folder.ts';
import { PreparingThread } from './thread.ts';

const { input } = loadConfig('ave-tiny');

describe('PreparingThread', () => {
  it('answers with tensors, or with a reason, and goes on', async () => {
    const path = join(temporaryFolder(), 'clip.mp4');
    writeTinyVideo(path);
    const thread = new PreparingThread(input);
    expect(await thread.prepare({ kind: 'video', path: 'nowhere.mp4' }, 'nowhere')).toEqual({
      reason: 'There is no file "nowhere.mp4"; check its name and folder.',
    });
    expect(await thread.prepare({ kind: 'video', path }, 'clip')).toMatchObject({
      tensors: { frames: { dtype: 'U8' } },
    });
    await thread.close();
  });

  it('survives the death of its worker, clip by clip', async () => {
    const thread = new PreparingThread(input, new URL('data:text/javascript,throw new Error("gone")'));
    for (const path of ['a.mp4', 'b.mp4']) {
      const outcome = await thread.prepare({ kind: 'video', path }, path);
      expect('reason' in outcome && outcome.reason).toMatch(`the thread that read "${path}" failed`);
    }
    await thread.close();
  });
});
