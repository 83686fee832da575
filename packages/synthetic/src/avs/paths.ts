// Where AVSBench keeps the files of a clip, relative to the folder with the csv file.
import type { DatasetClip } from '../dataset/splits.ts';
import type { AvsSetting } from './options.ts';
import { AVS_SECONDS, type AvsClipPlan } from './plan.ts';

/** The files of one clip. */
export interface AvsFiles {
  readonly video: string;
  /** A picture for each second. */
  readonly frames: readonly string[];
  /** Masks of the first frames: of the first alone where S4 trains, else of all. */
  readonly masks: readonly string[];
  readonly wave: string;
  /** The file with the sound of many clips, by the names of their waves. */
  readonly archive: string;
}

export function filesOf(setting: AvsSetting, clip: DatasetClip<AvsClipPlan>): AvsFiles {
  return setting === 's4' ? singleSource(clip) : multipleSources(clip);
}

/** `Church bell` as `church_bell`. */
export const folderOf = (category: string): string => category.toLowerCase().replaceAll(' ', '_');

function singleSource({ videoId: id, split, plan }: DatasetClip<AvsClipPlan>): AvsFiles {
  const folder = (content: string): string => `s4_data/${content}/${split}/${folderOf(plan.category)}`;
  return {
    video: `${folder('raw_videos')}/${id}.mp4`,
    frames: numbered(AVS_SECONDS, (k) => `${folder('visual_frames')}/${id}/${id}_${k}.png`),
    masks: numbered(split === 'train' ? 1 : AVS_SECONDS, (k) => `${folder('gt_masks')}/${id}/${id}_${k}.png`),
    wave: `${folder('audio_wav')}/${id}.wav`,
    archive: `${folder('wave')}/AVS.npy`,
  };
}

/** The frames' names have an `.mp4` inside, and neither they nor the videos know of splits. */
function multipleSources({ videoId: id, split }: DatasetClip<AvsClipPlan>): AvsFiles {
  return {
    video: `ms3_data/raw_videos/${id}.mp4`,
    frames: numbered(AVS_SECONDS, (k) => `ms3_data/visual_frames/${id}/${id}.mp4_${k}.png`),
    masks: numbered(AVS_SECONDS, (k) => `ms3_data/gt_masks/${split}/${id}/${id}_${k}.png`),
    wave: `ms3_data/audio_wav/${split}/${id}.wav`,
    archive: `ms3_data/wave/${split}/AVS.npy`,
  };
}

const numbered = (count: number, path: (number: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => path(i + 1));
