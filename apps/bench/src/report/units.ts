// Figures with their units.
import type { Spread } from '../statistics/spread.ts';

export function duration(seconds: number): string {
  return seconds >= 1 ? `${seconds.toFixed(2)} s` : `${(1000 * seconds).toPrecision(3)} ms`;
}

/** Of what lasts minutes or hours. */
export function longDuration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Median and quartiles. */
export function durations({ median, low, high }: Spread): string {
  return `${duration(median)} (${duration(low)} to ${duration(high)})`;
}

export function memory(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}

export function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}
