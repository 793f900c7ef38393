import type { Command } from "commander";

/** A command as the list of all shows it; its own options are loaded when it is the one asked for. */
export interface ListedCommand {
  readonly name: string;
  readonly about: string;
  readonly load: () => Promise<Command>;
}

/** What people come for, in the order in which they need it. */
export const COMMAND_GROUPS: readonly {
  readonly title: string;
  readonly commands: readonly ListedCommand[];
}[] = [
  {
    title: "Backtest a strategy:",
    commands: [
      {
        name: "backtest",
        about: "run a strategy on recorded data",
        load: async () => (await import("./commands/backtest.ts")).backtestCommand(),
      },
      {
        name: "sweep",
        about: "run a strategy with many settings, and tell what is luck",
        load: async () => (await import("./commands/sweep.ts")).sweepCommand(),
      },
      {
        name: "params",
        about: "list the parameters of a strategy",
        load: async () => (await import("./commands/params.ts")).paramsCommand(),
      },
      {
        name: "explain",
        about: "ask a strategy at any time of a run why it does what it does",
        load: async () => (await import("./commands/explain.ts")).explainCommand(),
      },
      {
        name: "compare",
        about: "two runs side by side: inputs, figures, and the first fill that differs and why",
        load: async () => (await import("./commands/compare.ts")).compareCommand(),
      },
      {
        name: "lookahead",
        about: "test that a strategy knows nothing of the future and keeps nothing between runs",
        load: async () => (await import("./commands/lookahead.ts")).lookaheadCommand(),
      },
      {
        name: "calibrate",
        about: "find the queue model that fits own orders and fills",
        load: async () => (await import("./commands/calibrate.ts")).calibrateCommand(),
      },
      {
        name: "report",
        about: "write a sweep as one page: heat maps, sensitivity, stability, honesty",
        load: async () => (await import("./commands/report.ts")).reportCommand(),
      },
      {
        name: "holdout",
        about: "run a sweep's best trial on the data that was held out; once",
        load: async () => (await import("./commands/holdout.ts")).holdoutCommand(),
      },
      {
        name: "bench",
        about: "measure strategies on recorded data, and compare with a base or a baseline",
        load: async () => (await import("./commands/bench.ts")).benchCommand(),
      },
      {
        name: "worker",
        about: "run trials of sweeps that are queued on a NATS server",
        load: async () => (await import("./commands/worker.ts")).workerCommand(),
      },
    ],
  },
  {
    title: "Run it live:",
    commands: [
      {
        name: "run",
        about: "run a strategy live; with --paper on a simulated venue that plays tapes",
        load: async () => (await import("./commands/run.ts")).runCommand(),
      },
      {
        name: "control",
        about: "halt, resume, rearm or stop a running session",
        load: async () => (await import("./commands/control.ts")).controlCommand(),
      },
      {
        name: "top",
        about: "look at a running engine: positions, orders, profit, latencies, connections",
        load: async () => (await import("./commands/top.ts")).topCommand(),
      },
      {
        name: "books",
        about: "look at the books that a running session keeps in shared memory",
        load: async () => (await import("./commands/books.ts")).booksCommand(),
      },
      {
        name: "replay",
        about: "feed a journal to a fresh engine and compare every request, byte for byte",
        load: async () => (await import("./commands/replay.ts")).replayCommand(),
      },
      {
        name: "journal",
        about: "look at an engine's journal: every input it had and every request it made",
        load: async () => (await import("./commands/journal.ts")).journalCommand(),
      },
      {
        name: "nats",
        about: "start, set up and look at the NATS server that live engines use",
        load: async () => (await import("./commands/nats.ts")).natsCommand(),
      },
    ],
  },
  {
    title: "Market data:",
    commands: [
      {
        name: "inspect",
        about: "tell what is on tapes: span, counts, gaps, latency, activity",
        load: async () => (await import("./commands/inspect.ts")).inspectCommand(),
      },
      {
        name: "import",
        about: "make tapes of recorded data; all files of one call share one clock",
        load: async () => (await import("./commands/import.ts")).importCommand(),
      },
      {
        name: "export",
        about: "write a tape as CSV that mexoms import mexoms-csv reads back",
        load: async () => (await import("./commands/export.ts")).exportCommand(),
      },
      {
        name: "record",
        about: "record market data to a NATS stream and to tape files",
        load: async () => (await import("./commands/record.ts")).recordCommand(),
      },
      {
        name: "generate",
        about: "make tapes of SYNTHETIC market data: three correlated markets, seeded",
        load: async () => (await import("./commands/generate.ts")).generateCommand(),
      },
    ],
  },
];
