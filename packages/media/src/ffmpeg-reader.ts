// MediaReader by an ffmpeg command, for machines without node-av. One process per
// question: the log for what a file holds, a first pass for frame times, a second one
// for the pixels of the chosen frames through a pipe. Options are those that
// ffmpeg 4 (2018) and its successors share.
import { resolve } from 'node:path';
import { audioFilter } from './audio-filter.ts';
import { type CommandOutput, findFfmpeg, runFfmpeg } from './ffmpeg-command.ts';
import {
  type FrameTime,
  type ProbedFile,
  parseInput,
  parseLastEnd,
  parseShownFrames,
  reasonIn,
} from './ffmpeg-log.ts';
import { FrameCollector } from './frame-collector.ts';
import { checkContent, checkInputFile, noAudio, noFrames, noVideo, unreadable } from './input-file.ts';
import type { AudioRequest, FrameRequest, Frames, MediaInfo, MediaReader } from './reader.ts';
import { SampleCollector } from './sample-collector.ts';
import { checkCount, checkSampleRate, inWindow, type Window, windowOf } from './spread.ts';

/** Below this start, decoding from the beginning is as fast as seeking; seconds. */
const SEEK_FROM = 2;
/** The command is asked for this much more than a window; the exact cut is ours. Seconds. */
const MARGIN = 0.01;
/** Slack, in samples, for an end that is a whole number of them but for rounding. */
const EDGE = 1e-3;

/** Undefined where no ffmpeg command is found. */
export function openFfmpegReader(): MediaReader | undefined {
  const command = findFfmpeg();
  if (command === undefined) return undefined;
  return {
    name: 'ffmpeg',
    probe: (path) => describe(command, path),
    readFrames: (path, request = {}) => readFrames(command, path, request),
    readAudio: (path, request) => readAudio(command, path, request),
  };
}

function describe(command: string, path: string): MediaInfo {
  const { startTime: _, ...info } = probe(command, path);
  return info;
}

function probe(command: string, path: string): ProbedFile {
  checkInputFile(path);
  // Without an output the command always ends in an error, after describing its input.
  const { stderr } = run(command, path, ['-i', fileUrl(path)]);
  const info = parseInput(stderr);
  if (!info) throw unreadable(path, reasonIn(stderr));
  checkContent(path, info);
  return info;
}

function readFrames(command: string, path: string, request: FrameRequest): Frames {
  const window = windowOf(request);
  checkCount(request.count);
  const info = probe(command, path);
  const { video } = info;
  if (!video) throw noVideo(path);
  const seeked = window.start < SEEK_FROM ? undefined : listFrames(command, path, window, info, window.start);
  const from = seeked ? window.start : 0;
  const frames = seeked ?? listFrames(command, path, window, info, 0) ?? [];
  if (frames.length === 0) throw noFrames(path, window, info);
  const collector = new FrameCollector(video, frames.length, request);
  const { wanted } = collector;
  const chosen = wanted.flatMap((index) => frames[index] ?? []);
  const { stdout, stderr } = run(command, path, [
    ...videoInput(path, from),
    '-vf',
    `${selection(chosen, frames)},setpts=N/TB,scale=${video.width}:${video.height}:flags=bicubic,format=rgb24`,
    // One frame a second on both sides, so that none is doubled or dropped.
    ...['-r', '1', '-frames:v', String(chosen.length), '-f', 'rawvideo', 'pipe:1'],
  ]);
  const frameBytes = video.width * video.height * 3;
  if (stdout.length !== chosen.length * frameBytes) throw unreadable(path, reasonIn(stderr));
  for (const [place, index] of wanted.entries()) {
    const pixels = stdout.subarray(place * frameBytes, (place + 1) * frameBytes);
    collector.put(index, (chosen[place]?.seconds ?? 0) - info.startTime, pixels);
  }
  return collector.frames();
}

/**
 * Time stamps of the frames in the window, found by decoding it once from the key frame before `from`.
 * Undefined when seeking landed behind it, as it may in containers without an index.
 */
function listFrames(
  command: string,
  path: string,
  window: Window,
  info: ProbedFile,
  from: number,
): FrameTime[] | undefined {
  const end = window.end + info.startTime + MARGIN;
  const filters = [...(Number.isFinite(end) ? [`trim=end=${end}`] : []), 'showinfo'];
  const { stderr } = run(command, path, [
    ...videoInput(path, from),
    ...['-vf', filters.join(','), '-f', 'null', '-'],
  ]);
  const frames = parseShownFrames(stderr);
  const first = frames.at(0);
  if (from > 0 && !(first && first.seconds - info.startTime <= from)) return undefined;
  return frames.filter((frame) => inWindow(window, frame.seconds - info.startTime));
}

/** The first moving picture, from the key frame before `from` on, with the file's own time stamps. */
function videoInput(path: string, from: number): string[] {
  const seek = from > 0 ? ['-noaccurate_seek', '-ss', String(from)] : [];
  return ['-copyts', ...seek, '-i', fileUrl(path), '-map', '0:V:0'];
}

function selection(chosen: readonly FrameTime[], all: readonly FrameTime[]): string {
  const whole = chosen.length === all.length;
  const tests = whole
    ? [`between(pts,${all.at(0)?.pts},${all.at(-1)?.pts})`]
    : chosen.map((frame) => `eq(pts,${frame.pts})`);
  return `select='${tests.join('+')}'`;
}

function readAudio(command: string, path: string, request: AudioRequest): Float32Array {
  const window = windowOf(request);
  checkSampleRate(request.sampleRate);
  const { audio, startTime } = probe(command, path);
  if (!audio) throw noAudio(path);
  const input = ['-copyts', '-i', fileUrl(path), '-map', '0:a:0'];
  // Old versions decode the padding behind the last packet's stated end: cut it.
  const packets = run(command, path, [...input, '-c', 'copy', '-f', 'framecrc', 'pipe:1']);
  const lastEnd = parseLastEnd(packets.stdout.toString()) - startTime;
  const end = Math.min(window.end, Math.ceil(lastEnd * request.sampleRate - EDGE) / request.sampleRate);
  const filters = [
    audioFilter(audio.channels, request.sampleRate, startTime),
    ...(Number.isFinite(end) ? [`atrim=end_sample=${Math.ceil(end * request.sampleRate)}`] : []),
  ];
  const { stdout } = run(command, path, [...input, '-af', filters.join(','), '-f', 'f32le', 'pipe:1']);
  const samples = new SampleCollector({ start: window.start, end }, request.sampleRate);
  const whole = Math.floor(stdout.length / 4) * 4;
  samples.push(new Float32Array(Uint8Array.from(stdout.subarray(0, whole)).buffer));
  return samples.samples();
}

function run(command: string, path: string, args: readonly string[]): CommandOutput {
  try {
    return runFfmpeg(command, args);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** A form in which dashes, colons and percent signs mean nothing. */
function fileUrl(path: string): string {
  return `file:${resolve(path)}`;
}
