import type { Clock } from "./clock.ts";
import type { EdgeLives } from "./edge-lives.ts";
import { OPEN } from "./gates.ts";
import type { MarketLook } from "./market-look.ts";

/** A pair or a cycle, and since when it gives what is asked of it. */
export class Edge {
  readonly name: string;
  readonly markets: readonly MarketLook[];
  readonly latencyNs: number;
  live = false;
  sinceNs = 0;
  looks = 0;
  /** No deal before. */
  readyNs: number = Number.NEGATIVE_INFINITY;
  /** What stood in the way at the last look while live: index of a gate, or OPEN. */
  gate: number = OPEN;
  /** How often it came to life. */
  episodes = 0;
  /** How many looks found it alive. */
  crossed = 0;
  readonly #lives: EdgeLives;
  readonly #clock: Clock;

  constructor(options: {
    name: string;
    markets: readonly MarketLook[];
    lives: EdgeLives;
    clock: Clock;
  }) {
    const { name, markets, lives, clock } = options;
    this.name = name;
    this.markets = markets;
    this.#clock = clock;
    this.latencyNs = Math.max(...markets.map((market) => market.latencyNs));
    this.#lives = lives;
  }

  /** It is there now. */
  keep(): void {
    if (!this.live) {
      this.live = true;
      this.sinceNs = this.#clock.nowNs;
      this.looks = 0;
      this.episodes += 1;
    }
    this.looks += 1;
    this.crossed += 1;
  }

  end(): void {
    if (!this.live) return;
    this.live = false;
    this.#lives.add(this.#clock.nowNs - this.sinceNs);
  }
}
