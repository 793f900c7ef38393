import type { Params } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import type { BacktestResult, RunInputs } from "../result/result.ts";
import { type Assembly, assemble, type RunOptions } from "./assembly.ts";
import { describeResult } from "./describe-result.ts";
import type { Answer } from "./questions.ts";
import { digestOf } from "./run-digest.ts";
import { figuresOf, type RunFigures } from "./run-figures.ts";

/**
 * A run that goes on in pieces, so that whoever drives it can show progress or stop it. Between
 * pieces nothing of it depends on the outside. Throws ConfigError for bad settings and
 * StrategyError for what a strategy throws.
 */
export class BacktestRun<P extends Params = Params> {
  readonly #assembly: Assembly<P>;
  #state: "new" | "running" | "over" | "closed" = "new";
  #outputsDigest: string | undefined;
  #result: BacktestResult | undefined;

  constructor(options: RunOptions<P>) {
    this.#assembly = assemble(options);
  }

  /** What decides the result. */
  get inputs(): RunInputs {
    return this.#assembly.inputs;
  }

  /** Time of the first event, nanoseconds since 1970. */
  get startNs(): bigint {
    return this.#assembly.span.startNs;
  }

  /** Time of the data from its first event on, nanoseconds: what random faults are drawn from. */
  get lengthNs(): number {
    return this.#assembly.span.lengthNs;
  }

  /** Part of the data's time that is done, from 0 to 1. */
  get share(): number {
    const { simulation, span } = this.#assembly;
    return this.#state === "over" ? 1 : Math.min(1, simulation.nowNs / span.lengthNs);
  }

  /**
   * Goes on for at most `instants` instants at which something is due. False at the end. Throws
   * DataError when a tape cannot be read on; a run that has thrown is closed.
   */
  advance(instants: number): boolean {
    const { simulation } = this.#assembly;
    if (this.#state === "over") return false;
    if (this.#state === "closed") fail("the run was closed before its end");
    let goesOn = false;
    try {
      if (this.#state === "new") simulation.begin();
      this.#state = "running";
      goesOn = simulation.advance(instants);
      if (!goesOn) {
        simulation.end();
        this.#state = "over";
      }
    } finally {
      if (!goesOn) this.close();
    }
    return goesOn;
  }

  /** What the strategy said at the times of `askAt` that were reached, in order. */
  get answers(): readonly Answer[] {
    return this.#assembly.questions.answers;
  }

  /** Lets go of the tapes. Needed only for a run that is given up: one that ends or fails does it. */
  close(): void {
    if (this.#state !== "over") this.#state = "closed";
    for (const place of this.#assembly.places) place.close();
  }

  /** The result of a run that is over, and that was not made for its figures only. */
  result(): BacktestResult {
    if (this.#result) return this.#result;
    if (!this.#assembly.fills.keeps) fail("a run for its figures only has no result");
    const outputsDigest = this.#finish();
    this.#result = {
      ...describeResult(this.#assembly),
      digest: digestOf(this.#assembly.inputs, outputsDigest),
      outputsDigest,
    };
    return this.#result;
  }

  /** The few figures of a run that is over that its trial needs. */
  figures(): RunFigures {
    return figuresOf(this.#assembly, this.#finish());
  }

  #finish(): string {
    if (this.#outputsDigest !== undefined) return this.#outputsDigest;
    if (this.#state !== "over") fail("the run is not over");
    const { kernel, digest, ledger } = this.#assembly;
    for (const market of kernel.markets) digest.book(market.book);
    digest.ledger(ledger.entries);
    this.#outputsDigest = digest.finish();
    return this.#outputsDigest;
  }
}

/**
 * Runs a strategy on tapes, from the first event to the last. Deterministic: equal inputs give an
 * equal digest.
 */
export function runBacktest<P extends Params>(options: RunOptions<P>): BacktestResult {
  const run = new BacktestRun(options);
  run.advance(Number.MAX_SAFE_INTEGER);
  return run.result();
}
