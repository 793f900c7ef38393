import path from "node:path";
import type { GridConfig } from "../../oracle/manifest.ts";
import type { BenchData } from "../bench-case.ts";
import { LineServer } from "./line-server.ts";
import { writePeerRows } from "./peer-rows.ts";

const SCRIPT = path.resolve(import.meta.dirname, "../../../bench/peer/hftbacktest_peer.py");
/** The version that figures are quoted of. */
const VERSION = "2.4.4";
const WARM_ROUNDS = 3;

/** One run on either side. Seconds of CPU time: what else the machine does is not in them. */
export interface PeerRun {
  readonly seconds: number;
  readonly orders: number;
  readonly fills: number;
}

/** Our side's answer to "bytes". */
export interface OwnBytes {
  readonly bytesPerRow: number;
}

/** What a workload gave on both sides, run in turn. */
export interface Duel {
  readonly rows: number;
  readonly ownBest: number;
  readonly bytesPerRow: number;
  readonly orders: number;
  readonly fills: number;
  /** Undefined without the peer. */
  readonly peer:
    | { readonly best: number; readonly ratio: number; readonly same: boolean }
    | undefined;
}

/** Starts hftbacktest on a tape's rows; undefined where it is not installed or does not know the rows. */
export async function startPeer(data: BenchData): Promise<LineServer | undefined> {
  const rows = `${data.tapeFile}.peer-rows`;
  const { tick, lot } = data.tape.instrument;
  if (data.tape.instrument.spec.payoff !== "linear" || !writePeerRows(data.tape, rows)) {
    return undefined;
  }
  const peer = new LineServer("python3", [SCRIPT, rows, `${tick.float(1)}`, `${lot.float(1)}`]);
  const hello = await peer.next<{ version: string }>();
  if (hello?.version === VERSION) return peer;
  peer.end();
  return undefined;
}

/** Runs a workload on both sides in turn, in two processes that have the rows in memory. */
export async function duel(options: {
  readonly own: LineServer;
  readonly peer: LineServer | undefined;
  readonly config: GridConfig;
  readonly rows: number;
  readonly rounds: number;
}): Promise<Duel> {
  const { own, peer, config, rows, rounds } = options;
  const owns: PeerRun[] = [];
  const peers: PeerRun[] = [];
  for (let round = 0; round < WARM_ROUNDS + rounds; round++) {
    const ours = await answer(own.ask<PeerRun>("run"));
    const theirs = peer && (await answer(peer.ask<PeerRun>(config)));
    if (round < WARM_ROUNDS) continue;
    owns.push(ours);
    if (theirs) peers.push(theirs);
  }
  const { bytesPerRow } = await answer(own.ask<OwnBytes>("bytes"));
  const { orders, fills } = owns[0]!;
  const ratios = peers.map(({ seconds }, i) => seconds / owns[i]!.seconds).sort((a, b) => a - b);
  const best = (runs: readonly PeerRun[]): number =>
    rows / Math.min(...runs.map(({ seconds }) => seconds));
  return {
    rows,
    ownBest: best(owns),
    bytesPerRow,
    orders,
    fills,
    peer: peer && {
      best: best(peers),
      ratio: ratios[ratios.length >> 1]!,
      same: peers.every((run) => run.orders === orders && run.fills === fills),
    },
  };
}

async function answer<T>(told: Promise<T | undefined>): Promise<T> {
  const value = await told;
  if (value === undefined) throw new Error("a side of the comparison ended early");
  return value;
}
