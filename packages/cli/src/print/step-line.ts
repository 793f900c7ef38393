/** What a long command does at the moment. */
export interface StepLine {
  say(step: string): void;
  done(): void;
}

/** One line that changes on a terminal; nothing otherwise, or when `quiet`. */
export function stepLine(quiet: boolean): StepLine {
  if (quiet || !process.stderr.isTTY) return { say: () => {}, done: () => {} };
  const clear = "\r\x1b[K";
  return {
    say: (step) => process.stderr.write(`${clear}${step} ...`),
    done: () => process.stderr.write(clear),
  };
}
