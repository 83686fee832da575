// One thing that the doctor looked at.

export interface Check {
  /** What it is. */
  readonly name: string;
  /** Whether nothing works without it. */
  readonly required: boolean;
  readonly ok: boolean;
  /** What is there, or why nothing is. */
  readonly found: string;
  /** How to get it; only where it is missing. */
  readonly remedy?: string;
}

/** A part that is there. */
export const present = (name: string, found: string, required = false): Check => ({
  name,
  required,
  ok: true,
  found,
});

/** A part that is missing, and how to get it. */
export const missing = (name: string, found: string, remedy: string, required = false): Check => ({
  name,
  required,
  ok: false,
  found,
  remedy,
});
