// The whole network of stage 1, from waveforms and pictures to match logits.
import { fillModule, goldenInput, object } from '@dg-sct/goldens';
import { GroundingNetwork } from '@dg-sct/task-avqa';
import type { EntryKind } from '../../part.ts';
import { compareStored } from '../../run/compare.ts';
import { has } from '../../run/config.ts';
import { evaluate, tensorOf } from '../../run/evaluate.ts';
import { htsatOf, swinOf } from './encoders.ts';
import { matchOf } from './head-config.ts';
import { framesOf, inTurns, memberOf } from './inputs.ts';

export const stage1Network: EntryKind = {
  what: 'grounding network',
  scope: 'network',
  fits: ({ config }) => has(config, 'swin', 'htsat', 'head') && !has(config, 'adapter'),
  check: async (report) => {
    const { file } = report;
    const { swin, htsat, head } = file.config;
    const audio = htsatOf(htsat);
    const network = new GroundingNetwork({
      visual: swinOf(swin),
      audio,
      head: matchOf(object(head, 'head')),
    });
    fillModule(network, file.prefix);
    const computed = await evaluate(() => {
      const pictures = tensorOf(goldenInput(file, 'visual'));
      const waves = memberOf(tensorOf(goldenInput(file, 'audio')), 0);
      const { outputs, features } = network.forward(
        {
          frames: framesOf(memberOf(pictures, 0)),
          negatives: framesOf(memberOf(pictures, 1)),
          audio: audio.logMel(waves),
        },
        { training: file.mode === 'train' },
      );
      return {
        'out.out_match': inTurns(outputs.matches, outputs.mismatches),
        'mid.audio_pooled': inTurns(features.audio, features.audio),
      };
    });
    compareStored(report, computed);
  },
};
