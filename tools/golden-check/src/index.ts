// Public surface of @dg-sct/golden-check, beside the command.
export { useBackend } from './backend.ts';
export { BACKENDS, type Backend } from './backend-names.ts';
export { checkPart, type FileResult } from './check.ts';
export { type EntryKind, MissingDataError, type PartAdaptor } from './part.ts';
export { asJson, describe, totals } from './print.ts';
