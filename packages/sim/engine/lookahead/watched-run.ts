import type { Params } from "@mexoms/core";
import { type Assembly, assemble, type RunOptions } from "../run/assembly.ts";
import type { RunInputs } from "../result/result.ts";
import { lastEventNs } from "./cut-times.ts";
import { type Decision, DecisionLog } from "./decision-log.ts";

/** A run of which every decision is noted; it goes on in pieces, as BacktestRun does. */
export class WatchedRun<P extends Params = Params> {
  /** Time of the last row on either clock, since the start of the run. */
  readonly lastRowNs: number;
  readonly #assembly: Assembly<P>;
  readonly #log: DecisionLog = new DecisionLog();
  #state: "new" | "running" | "over" = "new";
  #woken = 0;

  constructor(options: RunOptions<P>) {
    this.#assembly = assemble(options, this.#log);
    const last = options.tapes.map(lastEventNs).reduce((a, b) => (a > b ? a : b));
    this.lastRowNs = Number(last - this.#assembly.span.startNs);
  }

  get inputs(): RunInputs {
    return this.#assembly.inputs;
  }

  get startNs(): bigint {
    return this.#assembly.span.startNs;
  }

  /** Part of the data's time that is done, from 0 to 1. */
  get share(): number {
    const { simulation, span } = this.#assembly;
    return this.#state === "over" ? 1 : Math.min(1, simulation.nowNs / span.lengthNs);
  }

  /** Everything decided, what `stop` brought included. */
  get decisions(): readonly Decision[] {
    return this.#log.all;
  }

  /** What was decided while there was data, before `stop`. */
  get decisionsWhenWoken(): readonly Decision[] {
    return this.#log.all.slice(0, this.#woken);
  }

  /** Lets go of the tapes. */
  close(): void {
    for (const place of this.#assembly.places) place.close();
  }

  /** Goes on for at most `instants` instants at which something is due. False at the end. */
  advance(instants: number): boolean {
    const { simulation } = this.#assembly;
    if (this.#state === "over") return false;
    if (this.#state === "new") simulation.begin();
    this.#state = "running";
    const goesOn = simulation.advance(instants);
    this.#woken = this.#log.all.length;
    if (goesOn) return true;
    this.#state = "over";
    simulation.end();
    return false;
  }

  /** Ends a run whose strategy has thrown; that is a decision too. */
  fail(error: Error): void {
    this.#log.add(this.#assembly.kernel.nowNs, `fail: ${error.message}`);
    if (this.#state !== "over") this.#woken = this.#log.all.length;
    this.#state = "over";
  }
}
