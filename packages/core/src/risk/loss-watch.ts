import type { LossRules } from "./parse-risk.ts";
import { PPM } from "./limit-texts.ts";
import { firstResetNs } from "./reset-time.ts";

const MINUTE_NS = 60e9;
const DAY_NS = 86_400e9;
const MINUTES = 61;

/** A loss that is limited, by the tightest of its scopes. */
export interface LossLimit {
  readonly name: "dailyLoss" | "drawdown" | "hourLoss";
  /** In 10^-6 of the risk currency. */
  readonly most: number;
  readonly scope: string;
}

/** What must survive a restart: amounts in 10^-6 of the risk currency, times since 1970. */
export interface SavedLosses {
  /** The reset that the amounts are counted from, as nanoseconds since 1970. */
  readonly resetNs: string;
  readonly profit: number;
  readonly peak: number;
  /** Minute of the last mark, since 1970, and profits at the ends of the minutes before it. */
  readonly minute: number;
  readonly marks: readonly number[];
}

/** Everything as it stands, for a kernel that goes on with the same epoch and positions. */
export interface LossState {
  readonly step: number;
  readonly worst: number;
  readonly losses: readonly number[];
  readonly nextResetNs: number;
  readonly base: number;
  readonly peak: number;
  readonly marks: readonly number[];
  readonly minute: number;
  readonly nextMinuteNs: number;
  readonly offset: number;
  readonly rebase: boolean;
  readonly profit: number;
}

/**
 * Losses since the reset, from the peak and of the last hour, and the step that they have reached.
 * Steps: 0 normal, then one a warning, then reduce-only, then halt.
 */
export class LossWatch {
  readonly limits: readonly LossLimit[];
  readonly haltStep: number;
  /** Losses as of the last look, in the order of `limits`; never below 0. */
  readonly losses: Float64Array;
  /** Place in `limits` of what has reached the highest step. */
  worst = 0;
  step = 0;
  readonly #rules: LossRules;
  /** Amounts that steps begin at, by limit. */
  readonly #steps: readonly (readonly number[])[];
  readonly #epochNs: bigint;
  #nextResetNs: number;
  /** Profit of the run at the reset. */
  #base = 0;
  #peak = 0;
  /** Profit at the first look of each of the last minutes. */
  readonly #marks = new Float64Array(MINUTES);
  #minute: number;
  #nextMinuteNs = 0;
  readonly #firstMinuteNs: number;
  #rebase = false;
  #profit = 0;

  /** `epochNs` is the time that run times are relative to. */
  constructor(rules: LossRules, limits: readonly LossLimit[], epochNs: bigint) {
    this.#rules = rules;
    this.limits = limits;
    this.losses = new Float64Array(limits.length);
    this.#epochNs = epochNs;
    const shares = [...rules.warn, rules.reduceOnly, rules.halt];
    this.haltStep = shares.length;
    // Rounded down: a step begins no later than its share says.
    this.#steps = limits.map(({ most }) =>
      shares.map((share) =>
        Math.max(1, Math.floor(most / PPM) * share + Math.floor(((most % PPM) * share) / PPM)),
      ),
    );
    this.#nextResetNs = firstResetNs(rules.resetNs, epochNs);
    this.#firstMinuteNs = Number(epochNs % BigInt(MINUTE_NS));
    this.#minute = 0;
  }

  /**
   * Takes the profit of the run as it is, and finds the step. True when the day has begun anew.
   * `clock[0]` is the time of the run.
   */
  look(counted: { readonly amount: number }, clock: Float64Array): boolean {
    const nowNs = clock[0]!;
    const profit = counted.amount;
    const isReset = nowNs >= this.#nextResetNs;
    if (isReset) {
      while (nowNs >= this.#nextResetNs) this.#nextResetNs += DAY_NS;
      // The day before ends with what was last known of it.
      this.#base = this.#profit;
      this.#peak = this.#profit;
    }
    this.#profit = profit;
    if (this.#rebase) this.#startFrom(profit);
    if (profit > this.#peak) this.#peak = profit;
    if (nowNs >= this.#nextMinuteNs) this.#mark(nowNs);
    // Profit an hour ago; before the run is that old, at its start.
    const hourAgo = this.#marks[Math.max(0, this.#minute - (MINUTES - 1)) % MINUTES]!;
    const { limits, losses } = this;
    let step = 0;
    for (let i = 0; i < limits.length; i++) {
      const { name } = limits[i]!;
      const from = name === "dailyLoss" ? this.#base : name === "drawdown" ? this.#peak : hourAgo;
      const loss = Math.max(0, from - profit);
      losses[i] = loss;
      const steps = this.#steps[i]!;
      let reached = 0;
      while (reached < steps.length && loss >= steps[reached]!) reached += 1;
      if (reached <= step && i > 0) continue;
      step = reached;
      this.worst = i;
    }
    this.step = this.#held(step);
    return isReset;
  }

  /** Counts all losses from the profit of the next look on. */
  restart(): void {
    this.#rebase = true;
  }

  /** What a later run needs to go on from. */
  save(): SavedLosses {
    const since = this.#base;
    const marks = Array.from({ length: MINUTES }, (_, i) => {
      const minute = Math.max(0, this.#minute - (MINUTES - 1) + i);
      return this.#marks[minute % MINUTES]! - since;
    });
    const resetNs = this.#epochNs + BigInt(this.#nextResetNs - DAY_NS);
    const minute = Number(this.#epochNs / BigInt(MINUTE_NS)) + this.#minute;
    const profit = this.#profit - since;
    return { resetNs: resetNs.toString(), profit, peak: this.#peak - since, minute, marks };
  }

  /** Goes on from an earlier run; losses of an earlier day are over. Before the first look. */
  restore(saved: SavedLosses): void {
    const resetNs = this.#epochNs + BigInt(this.#nextResetNs - DAY_NS);
    const sameDay = BigInt(saved.resetNs) === resetNs;
    // This run's profit begins at 0, which stands for what the earlier one had.
    this.#base = sameDay ? -saved.profit : 0;
    this.#peak = sameDay ? saved.peak - saved.profit : 0;
    const behind = Number(this.#epochNs / BigInt(MINUTE_NS)) - saved.minute;
    this.#marks.fill(0);
    if (behind < 0) return;
    this.#minute = MINUTES - 1;
    this.#offset = MINUTES - 1;
    saved.marks.forEach((mark, i) => {
      const at = i - behind;
      if (at >= 0) this.#marks[at % MINUTES] = mark - saved.profit;
    });
  }

  /** Everything, exactly; changes nothing. */
  state(): LossState {
    return {
      step: this.step,
      worst: this.worst,
      losses: [...this.losses],
      nextResetNs: this.#nextResetNs,
      base: this.#base,
      peak: this.#peak,
      marks: [...this.#marks],
      minute: this.#minute,
      nextMinuteNs: this.#nextMinuteNs,
      offset: this.#offset,
      rebase: this.#rebase,
      profit: this.#profit,
    };
  }

  /** Goes on from `state` of a watch with the same limits. Before the first look. */
  resume(state: LossState): void {
    this.step = state.step;
    // Limits may have been added or taken away meanwhile.
    if (state.losses.length === this.losses.length) {
      this.worst = state.worst;
      this.losses.set(state.losses);
    }
    this.#nextResetNs = state.nextResetNs;
    this.#base = state.base;
    this.#peak = state.peak;
    this.#marks.set(state.marks);
    this.#minute = state.minute;
    this.#nextMinuteNs = state.nextMinuteNs;
    this.#offset = state.offset;
    this.#rebase = state.rebase;
    this.#profit = state.profit;
  }

  /** Minutes that were known before the run. */
  #offset = 0;

  #startFrom(profit: number): void {
    this.#rebase = false;
    this.#base = profit;
    this.#peak = profit;
    this.#marks.fill(profit);
  }

  /** Notes the profit of the first look of a minute, for the minutes without a look too. */
  #mark(nowNs: number): void {
    const minute = Math.floor((this.#firstMinuteNs + nowNs) / MINUTE_NS) + this.#offset;
    const from = Math.max(this.#minute + 1, minute - MINUTES + 1);
    for (let m = from; m <= minute; m++) this.#marks[m % MINUTES] = this.#profit;
    if (minute > this.#minute) this.#minute = minute;
    this.#nextMinuteNs = (minute - this.#offset + 1) * MINUTE_NS - this.#firstMinuteNs;
  }

  /** Reduce-only is left below the highest warning only: at the threshold it would come and go. */
  #held(step: number): number {
    const { warn } = this.#rules;
    const isHeld = this.step === warn.length + 1 && step === warn.length && warn.length > 0;
    return isHeld ? this.step : step;
  }
}
