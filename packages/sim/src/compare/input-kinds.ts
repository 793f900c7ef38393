import type { OrderDifference } from "./order-differences.ts";
import type { SideBySide } from "./side-by-side.ts";

/** What an input is about: what may have made the difference. */
export type InputKind =
  | "parameters"
  | "code"
  | "engine"
  | "data"
  | "instruments"
  | "latency"
  | "queue"
  | "exchange"
  | "fees"
  | "rules"
  | "faults"
  | "accounts"
  | "risk"
  | "warmup"
  | "seed"
  | "samples";

const FIRST_PARTS: Readonly<Record<string, InputKind>> = {
  params: "parameters",
  strategy: "code",
  engine: "engine",
  versions: "engine",
  tapes: "data",
  start: "data",
  end: "data",
  instruments: "instruments",
  latency: "latency",
  queue: "queue",
  exchange: "exchange",
  fees: "fees",
  rules: "rules",
  faults: "faults",
  dropEvents: "faults",
  files: "accounts",
  accounts: "accounts",
  risk: "risk",
  warmup: "warmup",
  warmupNs: "warmup",
  seed: "seed",
  sampleEvery: "samples",
};

/** What an input of this name is about. */
export function inputKind(name: string): InputKind {
  if (/\.(maker|taker)Fee$/.test(name)) return "fees";
  return FIRST_PARTS[name.split(".", 1)[0]!] ?? "engine";
}

/** Where two runs part first: at an order, or at the fill itself. */
export type Parting = OrderDifference["stage"] | "fill";

/** What can make runs part there at once, the likeliest first. */
const CAN_MAKE: Readonly<Record<Parting, readonly InputKind[]>> = {
  answered: ["latency", "rules", "risk", "accounts", "faults", "data", "instruments", "engine"],
  ended: [
    "latency",
    "queue",
    "exchange",
    "parameters",
    "code",
    "data",
    "rules",
    "faults",
    "engine",
  ],
  sent: [
    "parameters",
    "code",
    "data",
    "instruments",
    "seed",
    "warmup",
    "risk",
    "accounts",
    "fees",
    "faults",
    "engine",
  ],
  fill: ["queue", "exchange", "data", "latency", "fees", "rules", "accounts", "faults", "engine"],
};

/** What differs in the inputs of two runs, the likeliest cause of their parting first. */
export function likelyKinds(inputs: readonly SideBySide[], parting: Parting): InputKind[] {
  const differing = new Set(
    inputs.filter(({ differs }) => differs).map(({ name }) => inputKind(name)),
  );
  // How often equity is written down changes nothing but that.
  differing.delete("samples");
  const likely = CAN_MAKE[parting].filter((kind) => differing.has(kind));
  return likely.length > 0 ? likely : [...differing];
}
