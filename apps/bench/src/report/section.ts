// What a suite reports, apart from how it is printed: tables, charts and sentences.

export interface Table {
  readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
}

/** Horizontal bars, in groups. */
export interface Chart {
  /** Part of the file's name. */
  readonly name: string;
  readonly title: string;
  readonly bars: readonly {
    readonly group: string;
    readonly label: string;
    readonly value: number;
    /** The value with its unit. */
    readonly text: string;
  }[];
}

export interface Section {
  readonly title: string;
  readonly table: Table;
  readonly chart?: Chart;
  /** Sentences below the table: what was left out and why, how to read it. */
  readonly notes: readonly string[];
}

/** Columns whose titles begin with `<` are words, the others figures. */
export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): Table {
  const columns = titles.map((title) =>
    title.startsWith('<')
      ? ({ title: title.slice(1), align: 'left' } as const)
      : ({ title, align: 'right' } as const),
  );
  return { columns, rows };
}
