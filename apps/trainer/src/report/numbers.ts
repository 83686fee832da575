// Numbers for the eye.

/** Such as `1 234 567`, with narrow spaces. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
