import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Instrument, Position, Prng } from "@mexoms/core";
import type { KernelState } from "@mexoms/core/internal";
import { ANSWER, ANSWER_FILLED, REQUEST, REQUEST_SUBMIT } from "@mexoms/sim/internal";
import { type Audit, auditJournal, type VenueRecord } from "./audit-journal.ts";
import { venueFolder } from "../../src/run/paper-options.ts";
import { journalFolder, sessionName } from "../../src/run/session-folder.ts";
import { recordText } from "../../src/kernel/record-text.ts";
import { parseSessionStart } from "../../src/kernel/session-start.ts";
import { JournalReader } from "../../src/journal/journal-reader.ts";
import { INPUT, MARK, OUTPUT } from "../../src/journal/record-kinds.ts";
import { HEADER, HEADER_FIELDS } from "../../src/link/messages.ts";
import { LEDGER_FILE } from "../../src/paper/paper-ledger.ts";
import { findPaperVenue, stopPaperVenue } from "../../src/paper/paper-spawn.ts";
import type { ParityResult } from "../../src/replay/parity.ts";
import { replayJournal } from "../../src/replay/replay-journal.ts";
import { CODE_DIGEST, type PaperEngineOptions } from "./paper-engine.ts";
import { QUICK_QUOTER } from "./quick-quoter.ts";

const PATIENCE_MS = 120_000;
/** Share of the kills that come while the engine starts and recovers. */
const EARLY = 0.35;
const EARLY_MS = 350;
const LATE_MS = 700;

/** An engine's process, and what it said. */
export class EngineProcess {
  readonly child: ChildProcess;
  text = "";
  readonly #closed: Promise<unknown>;

  constructor(options: PaperEngineOptions, program = "paper-engine.js") {
    // Beside the session's folder, which a session wants for itself.
    const file = `${options.dir}.engine.json`;
    writeFileSync(file, JSON.stringify(options));
    const main = fileURLToPath(new URL(program, import.meta.url));
    this.child = spawn(process.execPath, ["--enable-source-maps", main, file], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding("utf8").on("data", (part: string) => (this.text += part));
    }
    this.#closed = once(this.child, "close");
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until it has said something. Throws when it ends before. */
  async until(said: string | RegExp, patienceMs: number = PATIENCE_MS): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (this.text.search(said) < 0) {
      if (this.ended && this.text.search(said) < 0) throw new Error(`ended early:\n${this.text}`);
      if (performance.now() > deadline) throw new Error(`did not say ${said}:\n${this.text}`);
      await delay(2);
    }
  }

  /** SIGKILL, and wait until it is gone. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#closed;
  }

  /** Asks it to end in order, and waits for that. */
  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await this.#closed;
  }

  /** Waits until it has ended by itself. Throws what it said when it does not. */
  async close(patienceMs: number = PATIENCE_MS): Promise<void> {
    const late = delay(patienceMs, "late", { ref: false });
    if ((await Promise.race([this.#closed, late])) === "late") {
      throw new Error(`did not end:\n${this.text}`);
    }
  }
}

export interface CampaignResult {
  readonly kills: number;
  readonly killedEarly: number;
  readonly audit: Audit;
  readonly parity: ParityResult;
  /** What is wrong with the ledger; empty when nothing is. */
  readonly ledger: readonly string[];
  readonly text: string;
}

/**
 * Kills the engine of one session again and again, then lets it end in order, and holds what it wrote
 * against the venue's own record. Throws when an engine does not come back.
 */
export async function killCampaign(
  options: PaperEngineOptions,
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<CampaignResult> {
  const dice = new Prng(seed);
  let [done, killedEarly] = [0, 0];
  let engine = new EngineProcess(options);
  try {
    while (done < kills && !engine.ended) {
      const early = dice.next() < EARLY;
      const waitMs = dice.next() * (early ? EARLY_MS : LATE_MS);
      if (!early) await engine.until(/phase running|end /);
      await delay(waitMs);
      if (engine.ended) break;
      await engine.kill();
      done += 1;
      killedEarly += early ? 1 : 0;
      engine = new EngineProcess(options);
    }
    await engine.until(/phase running|end /);
    if (!engine.ended) await engine.stop();
    const found = findPaperVenue({ memory: options.memory, session: sessionName(options.dir) });
    if (found !== undefined) await stopPaperVenue(found, PATIENCE_MS);
    return { kills: done, killedEarly, ...(await verify(options.dir)), text: engine.text };
  } finally {
    if (!engine.ended) await engine.kill();
    const left = findPaperVenue({ memory: options.memory, session: sessionName(options.dir) });
    if (left !== undefined) await stopPaperVenue(left, PATIENCE_MS);
  }
}

/** Holds a session's folder against the venue's record, itself, and a replay. */
export async function verify(
  dir: string,
): Promise<Pick<CampaignResult, "audit" | "parity" | "ledger">> {
  const file = path.join(venueFolder(dir), LEDGER_FILE);
  if (!existsSync(file)) throw new Error(`the venue left no ${file}`);
  const venue = JSON.parse(readFileSync(file, "utf8")) as VenueRecord;
  const journal = journalFolder(dir);
  const audit = auditJournal(journal, venue);
  const parity = await replayJournal(journal, {
    find: async () => ({ strategy: QUICK_QUOTER, codeDigest: CODE_DIGEST }),
  });
  return { audit, parity, ledger: ledgerProblems(journal) };
}

/** Books all executions of a journal anew, and compares that with each state that it keeps. */
function ledgerProblems(dir: string): string[] {
  const reader = JournalReader.open(dir);
  let positions: Position[] = [];
  let states = 0;
  const problems: string[] = [];
  const seen = new Set<string>();
  const sides = sidesOf(dir);
  while (reader.next()) {
    const { kind, fields, index, sequence } = reader;
    if (kind === INPUT.start && positions.length === 0) {
      const { instruments } = parseSessionStart(recordText(reader), sequence);
      positions = instruments.map((spec) => new Position(new Instrument(spec)));
    } else if (kind === MARK.snapshot) {
      states += 1;
      const state = JSON.parse(recordText(reader)) as KernelState;
      problems.push(...differences(positions, state).map((text) => `record ${sequence}: ${text}`));
    } else if (kind === INPUT.event && fields[index + HEADER.kind] === ANSWER_FILLED) {
      const field = (at: number): number => fields[index + HEADER_FIELDS + at]!;
      const market = fields[index + HEADER.market]!;
      const trade = `${market}:${field(ANSWER.tradeId)}`;
      if (seen.has(trade)) continue;
      seen.add(trade);
      const side = sides.get(field(ANSWER.orderId))!;
      const maker = field(ANSWER.maker) === 1;
      positions[market]!.fill(side, field(ANSWER.priceTicks), field(ANSWER.qtyLots), maker);
    }
  }
  reader.close();
  return states === 0 ? ["the journal keeps no state"] : problems;
}

function differences(positions: readonly Position[], state: KernelState): string[] {
  return positions.flatMap((position, market) => {
    const booked = JSON.stringify(position.save());
    const kept = JSON.stringify(state.positions[market]);
    return booked === kept ? [] : [`market ${market}: fills make ${booked}, kept is ${kept}`];
  });
}

/** The sides of all orders of a journal. */
function sidesOf(dir: string): Map<number, number> {
  const sides = new Map<number, number>();
  const reader = JournalReader.open(dir);
  while (reader.next()) {
    const { kind, fields, index } = reader;
    if (kind !== OUTPUT.request || fields[index + HEADER.kind] !== REQUEST_SUBMIT) continue;
    const field = (at: number): number => fields[index + HEADER_FIELDS + at]!;
    sides.set(field(REQUEST.orderId), field(REQUEST.side));
  }
  reader.close();
  return sides;
}
