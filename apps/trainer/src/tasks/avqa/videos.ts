// The videos of MUSIC-AVQA as clips, which both stages share.
import type { MusicAvqaDataset, MusicAvqaOptions, MusicAvqaVideo } from '@dg-sct/datasets';
import type { AvqaMaterial } from '../../prepare/material.ts';
import type { Absence, Clip, Split } from '../data.ts';

interface Choice {
  readonly edition: 'json' | 'json_update';
  readonly part: 'all' | 'real' | 'fake';
}

/** What the reader is asked for. */
export const requestOf = (split: Split, { edition, part }: Choice): MusicAvqaOptions => ({
  split,
  edition,
  ...(part === 'all' ? {} : { part }),
});

/** A clip for each of the videos, in their order. */
export const clipsOf = ({ videos }: MusicAvqaDataset, dir: string): Clip[] =>
  videos.map((video) => {
    const material = materialOf(video, dir);
    return { key: video.videoId, ids: idsOf(video.videoId, material), material };
  });

/** Pictures and sound come before a video: the published training reads them. */
function materialOf({ videoId, frames, wave, video }: MusicAvqaVideo, dir: string): AvqaMaterial | Absence {
  if (frames.length > 0 && wave !== undefined) return { kind: 'avqa-extracted', frames, wave };
  if (video !== undefined) return { kind: 'avqa-video', path: video };
  const lacking = [
    ...(frames.length > 0 ? [] : [`no picture in frames/${videoId}`]),
    ...(wave === undefined ? [`no audio_wave/${videoId}.npy`] : []),
  ];
  return {
    kind: 'absent',
    reason: `there is ${lacking.join(', ')} and no video videos/${videoId}.mp4 in ${dir}.`,
  };
}

/** Tensors of pictures and wave are other tensors than a video's; where both are gone, either will do. */
function idsOf(videoId: string, { kind }: AvqaMaterial | Absence): readonly string[] {
  const extracted = `${videoId}.extracted`;
  const all = { 'avqa-video': [videoId], 'avqa-extracted': [extracted], absent: [extracted, videoId] };
  return all[kind];
}
