// What a run measured, on disk while it goes on: `metrics.jsonl`, a line for each step and epoch, and the same as
// TensorBoard's event file. A resumed run takes out what was written of steps that it takes again.
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TrainingEvent } from './events.ts';
import { cannotSave } from './folder.ts';
import { type MetricsRecord, parseRecord, recordOf, scalarsOf } from './metrics-record.ts';
import { scalarEvent, versionEvent } from './tensorboard/event.ts';
import { frameRecord } from './tensorboard/record.ts';

const LINES = 'metrics.jsonl';
const EVENTS = /^events\.out\.tfevents\.\d+\.dgsct$/;

/** Where a run goes on: optimizer steps taken, and epochs ended. */
export interface LogPosition {
  readonly step: number;
  readonly epoch: number;
}

export class MetricsLog {
  readonly #lines: OpenFile;
  readonly #events: OpenFile;

  private constructor(lines: OpenFile, events: OpenFile) {
    this.#lines = lines;
    this.#events = events;
  }

  /** Opens the log in the folder `out`, with what it holds up to `position`. Throws `CANNOT_SAVE`. */
  static open(out: string, position: LogPosition): MetricsLog {
    const old = readdirSync(out).filter((name) => EVENTS.test(name));
    const lines = new OpenFile(join(out, LINES), 'a+');
    const records = lines.keepUpTo(position);
    const now = Date.now() / 1000;
    // The number in the name tells TensorBoard the order of files.
    const taken = Math.max(0, ...old.map((name) => Number(name.split('.')[3])));
    const name = `events.out.tfevents.${Math.max(Math.floor(now), taken + 1)}.dgsct`;
    const events = new OpenFile(join(out, name), 'a');
    events.write(frameRecord(versionEvent(records[0]?.time ?? now)));
    for (const record of records) events.write(frameRecord(scalarEvent(scalarsOf(record))));
    for (const file of old) rmSync(join(out, file), { force: true });
    return new MetricsLog(lines, events);
  }

  /** Throws `CANNOT_SAVE`. */
  add(event: TrainingEvent): void {
    const record = recordOf(event, Date.now() / 1000);
    if (record === undefined) return;
    this.#lines.write(Buffer.from(`${JSON.stringify(record)}\n`));
    this.#events.write(frameRecord(scalarEvent(scalarsOf(record))));
  }

  /** Makes what was written survive a power cut. */
  flush(): void {
    this.#lines.flush();
    this.#events.flush();
  }

  close(): void {
    this.#lines.close();
    this.#events.close();
  }
}

class OpenFile {
  readonly #path: string;
  readonly #file: number;

  constructor(path: string, flags: string) {
    this.#path = path;
    this.#file = this.#attempt(() => openSync(path, flags));
  }

  write(bytes: Uint8Array): void {
    this.#attempt(() => {
      for (let start = 0; start < bytes.length; ) start += writeSync(this.#file, bytes, start);
    });
  }

  flush(): void {
    this.#attempt(() => fsyncSync(this.#file));
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Cuts off everything from the first line that is later than `position`, or no record; gives the records that stay. */
  keepUpTo({ step, epoch }: LogPosition): MetricsRecord[] {
    const content = this.#attempt(() => readFileSync(this.#path));
    const records: MetricsRecord[] = [];
    let start = 0;
    for (let end = content.indexOf('\n'); end >= 0; end = content.indexOf('\n', start)) {
      const record = this.#recordIn(content.toString('utf8', start, end));
      if (record === undefined) break;
      if (record.type === 'step' ? record.step > step : record.epoch >= epoch) break;
      records.push(record);
      start = end + 1;
    }
    this.#attempt(() => ftruncateSync(this.#file, start));
    return records;
  }

  #recordIn(line: string): MetricsRecord | undefined {
    try {
      return parseRecord(line);
    } catch {
      return undefined;
    }
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw cannotSave(`'${this.#path}'`, cause, 'the last checkpoint is unchanged');
    }
  }
}
