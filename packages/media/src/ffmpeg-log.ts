// Reads the facts that the ffmpeg command prints for people: streams, frame
// times, packet times. Nothing here runs anything.
import type { MediaInfo } from './reader.ts';

export interface ProbedFile extends MediaInfo {
  /** The file's own start in seconds; old versions tell an encoder's priming as a start below 0, which it is not. */
  readonly startTime: number;
}

/** The input that `ffmpeg -i` described in its log, or undefined when it could not open it. */
export function parseInput(log: string): ProbedFile | undefined {
  if (!/^Input #0/m.test(log)) return undefined;
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(log) ?? [];
  const video = parseVideo(log);
  const audio = parseAudio(log);
  return {
    duration: Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0),
    startTime: Number(/start: ([\d.]+)/.exec(log)?.[1] ?? 0),
    ...(video && { video }),
    ...(audio && { audio }),
  };
}

function parseVideo(log: string): MediaInfo['video'] {
  // A stream's details follow on indented lines, up to the next stream.
  const section = log
    .split(/^(?= *Stream #)/m)
    .find((part) => /^ *Stream #[^\n]*: Video: /.test(part) && !/^[^\n]*attached pic/.test(part));
  if (section === undefined) return undefined;
  const [, width, height] = /, (\d{1,6})x(\d{1,6})[ ,\n]/.exec(section) ?? [];
  const frameRate = Number(/([\d.]+)(k?) fps/.exec(section)?.[1] ?? 0);
  const degrees = Number(/rotation of (-?[\d.]+) degrees/.exec(section)?.[1] ?? 0);
  const upright = Math.round(degrees / 90) % 2 === 0;
  return {
    width: Number(upright ? width : height),
    height: Number(upright ? height : width),
    frameRate,
  };
}

function parseAudio(log: string): MediaInfo['audio'] {
  const [, sampleRate, layout] = /Stream #.*: Audio: .*?(\d+) Hz, ([^,\n]+)/.exec(log) ?? [];
  if (sampleRate === undefined || layout === undefined) return undefined;
  return { sampleRate: Number(sampleRate), channels: channelsOf(layout) };
}

const NAMED_LAYOUTS: Readonly<Record<string, number>> = {
  mono: 1,
  stereo: 2,
  downmix: 2,
  quad: 4,
  hexagonal: 6,
  octagonal: 8,
  cube: 8,
  hexadecagonal: 16,
};

/** How many channels a layout's name says: "stereo", "5.1(side)", "3 channels". */
function channelsOf(layout: string): number {
  const name = layout.replace(/\(.*$/, '').trim();
  const counted = /^(\d+) channels/.exec(layout)?.[1];
  if (counted !== undefined) return Number(counted);
  return NAMED_LAYOUTS[name] ?? name.split('.').reduce((sum, digit) => sum + Number(digit), 0);
}

export interface FrameTime {
  /** In ticks of the stream, as the command's filters count. */
  readonly pts: string;
  /** The same in seconds. */
  readonly seconds: number;
}

/** The frames that the `showinfo` filter listed, in order. */
export function parseShownFrames(log: string): FrameTime[] {
  const [, num, den] = /config in time_base: (\d+)\/(\d+)/.exec(log) ?? [];
  const tick = Number(num) / Number(den);
  return Array.from(log.matchAll(/\bn: *\d+ pts: *(-?\d+) /g), ([, pts = '0']) => ({
    pts,
    seconds: Number(pts) * tick,
  }));
}

/** The end, in seconds, of the last packet in the listing of the `framecrc` format. */
export function parseLastEnd(listing: string): number {
  const [, num, den] = /^#tb 0: (\d+)\/(\d+)/m.exec(listing) ?? [];
  let end = 0;
  for (const [, pts, duration] of listing.matchAll(/^0, *-?\d+, *(-?\d+), *(\d+),/gm)) {
    end = Math.max(end, Number(pts) + Number(duration));
  }
  return (end * Number(num)) / Number(den);
}

/** The command's own reason for failing, without addresses and the file's name. */
export function reasonIn(log: string): string {
  const lines = log.trim().split('\n');
  const reason = lines.findLast((line) =>
    /error|invalid|unknown|could not|no such|not found|denied/i.test(line),
  );
  return (reason ?? lines.at(-1) ?? 'no reason given').replace(/^.*(?:: |\] )(?=\S)/, '');
}
