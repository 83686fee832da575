// What a comparison of a module's state dict with a checkpoint found; plain data.

export interface ShapeMismatch {
  readonly key: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** Keys are the module's state-dict names, after prefix and renaming, unless said otherwise. */
export interface MatchReport {
  /** Module key to the keys it has in the file, for every key that fits: one, or the parts of which its rows are joined. */
  readonly matched: ReadonlyMap<string, readonly string[]>;
  /** Wanted by the module, not optional, not in the file, or not with all its parts. */
  readonly missing: readonly string[];
  /** In the file, not wanted by the module, not known either. */
  readonly unexpected: readonly string[];
  readonly wrongShape: readonly ShapeMismatch[];
  /** Keys of the file (as written there) that are known and unused: dropped by `rename` or `ignore`, or optional and not wanted. */
  readonly ignored: readonly string[];
  /** Keys of the file (as written there) that do not begin with `prefix`. */
  readonly outside: readonly string[];
  /** Optional keys of the module that the file lacks; they keep their values. */
  readonly absent: readonly string[];
}
