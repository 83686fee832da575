// What a comparison of a module's state dict with a checkpoint found; plain data.

export interface ShapeMismatch {
  readonly key: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** Keys are the module's state-dict names, after prefix and renaming, unless said otherwise. */
export interface MatchReport {
  /** Module key to the key it has in the file, for every key that fits. */
  readonly matched: ReadonlyMap<string, string>;
  /** Wanted by the module, not optional, not in the file. */
  readonly missing: readonly string[];
  /** In the file, not wanted by the module, not ignored. */
  readonly unexpected: readonly string[];
  readonly wrongShape: readonly ShapeMismatch[];
  /** Keys of the file (as written there) that `ignore` or `rename` dropped. */
  readonly ignored: readonly string[];
  /** Optional keys of the module that the file lacks; they keep their values. */
  readonly absent: readonly string[];
}
