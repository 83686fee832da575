// FFmpeg's description of "mono at this rate, aligned to the file's clock", one for all implementations.

/**
 * Averages the channels, resamples, and begins exactly at `startTime`, the file's own start in seconds: what is
 * missing before the sound, and gaps above 0.1 s in it, become silence. Gives packed 32-bit floats.
 */
export function audioFilter(channels: number, sampleRate: number, startTime: number): string {
  const average = Array.from({ length: channels }, (_, channel) => `${1 / channels}*c${channel}`).join('+');
  return [
    `asetpts=PTS-${startTime}/TB`,
    'aformat=sample_fmts=fltp',
    `pan=mono|c0=${average}`,
    `aresample=${sampleRate}:async=1:min_hard_comp=0.1:first_pts=0`,
    'aformat=sample_fmts=flt:channel_layouts=mono',
  ].join(',');
}
