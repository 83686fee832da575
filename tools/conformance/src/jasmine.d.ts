// The part of jasmine's interface that this runner uses; jasmine has no types of its own.
declare module 'jasmine' {
  declare namespace Jasmine {
    interface Spec {
      getFullName(): string;
    }

    interface SpecResult {
      readonly fullName: string;
      readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
      readonly failedExpectations: readonly { readonly message: string }[];
    }

    interface SuiteResult {
      readonly fullName: string;
      readonly failedExpectations: readonly { readonly message: string }[];
    }

    interface Reporter {
      specDone(result: SpecResult): void;
      suiteDone(result: SuiteResult): void;
    }
  }

  /** A runner; with `globals` its `describe`, `it` and `expect` are global. */
  declare class Jasmine {
    constructor(options: { globals: boolean });
    readonly env: {
      configure(options: { specFilter: (spec: Jasmine.Spec) => boolean; random: boolean }): void;
      clearReporters(): void;
      addReporter(reporter: Jasmine.Reporter): void;
    };
    exitOnCompletion: boolean;
    execute(): Promise<unknown>;
  }

  export = Jasmine;
}
