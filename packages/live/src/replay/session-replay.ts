import { ConfigError, formatTimestamp, type Instrument, type Strategy } from "@mexoms/core";
import type { Kernel } from "@mexoms/core/internal";
import { KernelInputs } from "../kernel/kernel-inputs.ts";
import { LiveGateway } from "../kernel/live-gateway.ts";
import { openKernel, startKernel } from "../kernel/open-kernel.ts";
import { recordText } from "../kernel/record-text.ts";
import type { SessionStart } from "../kernel/session-start.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { INPUT, MARK, OUTPUT } from "../journal/record-kinds.ts";
import { describeInput } from "./describe-input.ts";
import { describeRequest } from "./describe-request.ts";
import { isSame, type Output, Outputs } from "./outputs.ts";
import type { ParityDifference, ReplayedSession } from "./parity.ts";
import { stateAround } from "./state-around.ts";

/** How many of the last inputs a difference is told with. */
const TOLD_INPUTS = 8;

/** Feeds the records of one session to a fresh kernel, and compares what that makes of them. */
export class SessionReplay {
  readonly kernel: Kernel;
  difference: ParityDifference | undefined = undefined;
  readonly #start: SessionStart;
  readonly #from: number;
  readonly #notes: readonly string[];
  readonly #codeDigest: string;
  readonly #outputs: Outputs;
  readonly #inputs: KernelInputs;
  readonly #instruments: readonly Instrument[];
  /** Texts of the last inputs, used in turn. */
  readonly #told: string[] = [];
  #input = 0;
  #inputNs = 0;
  #count = 0;
  #equal = 0;
  #requests = 0;
  #explains = 0;
  /** What the replayed kernel failed with. */
  #failure: string | undefined = undefined;
  /** A restart has begun: what follows is not told to this session's kernel. */
  #isOver = false;

  constructor(options: {
    start: SessionStart;
    /** Number of its first record. */
    from: number;
    strategy: Strategy;
    codeDigest: string;
    /** What a reader should know before any difference. */
    notes: readonly string[];
  }) {
    const { start, strategy } = options;
    this.#start = start;
    this.#from = options.from;
    this.#notes = options.notes;
    this.#codeDigest = options.codeDigest;
    this.#outputs = new Outputs(start.explains);
    const names = start.accounts.map(({ name }) => name);
    const gateway = new LiveGateway(this.#outputs, names);
    this.kernel = openKernel(start, {
      strategy,
      gateway,
      observer: this.#outputs,
      forgets: true,
    });
    this.#inputs = new KernelInputs(this.kernel);
    this.#instruments = this.kernel.markets.map(({ instrument }) => instrument);
  }

  /** Starts the kernel, with the session's first record. */
  begin(record: RecordCursor): void {
    this.#take(record, () => startKernel(this.kernel, this.#start, record.nowNs));
  }

  /** Takes the next record of the session. Nothing more is done once there is a difference. */
  next(record: RecordCursor): void {
    if (this.difference !== undefined || this.#isOver) return;
    const { kind } = record;
    if (kind === MARK.recovery) this.#isOver = true;
    if (kind === OUTPUT.request || kind === OUTPUT.explain) {
      this.#compare(record);
      return;
    }
    const isInput = kind >= INPUT.rows && kind <= INPUT.stop;
    if (!isInput) return;
    if (this.#outputs.waiting.length > 0) {
      this.#differ(undefined, this.#outputs.waiting[0]);
      return;
    }
    if (this.#failure !== undefined) {
      this.#differ(undefined, undefined);
      return;
    }
    this.#take(record, () => this.#inputs.apply(record));
  }

  /** The session's last record has come. */
  end(): ReplayedSession {
    const { stopped, rows, events } = this.#inputs;
    const { waiting } = this.#outputs;
    // A session that was stopped has written all that came of it before it ended.
    if (stopped && waiting.length > 0 && this.difference === undefined) {
      this.#differ(undefined, waiting[0]);
    }
    const requests = waiting.filter((output) => typeof output !== "string").length;
    return {
      from: this.#from,
      strategy: this.#start.strategy.name,
      codeDigest: this.#codeDigest,
      inputs: this.#count,
      rows,
      events,
      requests: this.#requests,
      explains: this.#explains,
      unwritten: this.difference === undefined ? requests : 0,
      end: stopped ? "stopped" : "cut",
      notes: [...this.#notes, ...this.#failed()],
      difference: this.difference,
    };
  }

  #failed(): string[] {
    const failure = this.#failure;
    if (failure === undefined || this.difference !== undefined) return [];
    return [`it ended with an error, as it did when it was recorded: ${failure}`];
  }

  #take(record: RecordCursor, apply: () => void): void {
    this.#input = record.sequence;
    this.#inputNs = record.nowNs;
    this.#count += 1;
    this.#equal = 0;
    if (this.#told.length === TOLD_INPUTS) this.#told.shift();
    this.#told.push(describeInput(record, this.#instruments));
    const isCommand = record.kind === INPUT.command;
    try {
      apply();
    } catch (error) {
      // A command that the live kernel refused is refused here too, and changed nothing.
      if (isCommand && error instanceof ConfigError) return;
      // The live one may have failed too, and the session with it.
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }

  #compare(record: RecordCursor): void {
    const output = this.#outputs.waiting.shift();
    if (output === undefined || !isSame(output, record)) {
      this.#differ(record, output);
      return;
    }
    this.#equal += 1;
    if (typeof output === "string") this.#explains += 1;
    else this.#requests += 1;
  }

  #differ(record: RecordCursor | undefined, output: Output | undefined): void {
    const failure = this.#failure;
    const causes = failure === undefined ? [] : [`the replayed kernel fails: ${failure}`];
    const epochNs = BigInt(this.#start.clock.epochNs);
    this.difference = {
      input: this.#input,
      nowNs: this.#inputNs,
      time: formatTimestamp(epochNs + BigInt(this.#inputNs)),
      equalBefore: this.#equal,
      recorded: record && this.#describeRecord(record),
      replayed: output === undefined ? undefined : this.#describe(output, 0),
      causes: [...this.#notes, ...causes],
      state: stateAround(this.kernel),
      inputs: [...this.#told],
    };
  }

  #describeRecord(record: RecordCursor): string {
    if (record.kind === OUTPUT.explain) return this.#describe(recordText(record), 0);
    return this.#describe(record.fields, record.index);
  }

  #describe(output: Output, index: number): string {
    if (typeof output === "string") return `explains ${output.replace("\t", ": ")}`;
    return describeRequest(output, index, this.#instruments);
  }
}
