import cliProgress from "cli-progress";

/** Where a command shows how far it is. */
export interface Progress {
  update(share: number): void;
  stop(): void;
}

/** A progress bar on a terminal; nothing at all otherwise, or when `quiet`. */
export function progressBar(label: string, quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {percentage}%  {duration_formatted}, {eta_formatted} left`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    // Ctrl-C must end the program at once, with nothing of the terminal left to put right.
    gracefulExit: false,
    hideCursor: false,
    linewrap: true,
    stream: process.stderr,
  });
  bar.start(1000, 0);
  return {
    update: (share) => bar.update(Math.round(share * 1000)),
    stop: () => bar.stop(),
  };
}
