import { formatDuration, formatTimestamp } from "@mexoms/core";
import type { CsvFields, CsvLine } from "./csv-lines.ts";
import type { FillPair } from "./fill-alignment.ts";
import { type InputKind, inputKind, likelyKinds, type Parting } from "./input-kinds.ts";
import { amountOf, nsOf } from "./line-values.ts";
import type { OrderDifference } from "./order-differences.ts";
import type { OrdersAtFill } from "./orders-at.ts";
import type { SideBySide } from "./side-by-side.ts";

/** What is known of the place where two runs part. */
export interface Known {
  readonly inputs: readonly SideBySide[];
  /** Undefined when all fills are equal. */
  readonly fill: FillPair | undefined;
  /** Up to that fill, in order of time. */
  readonly orders: readonly OrderDifference[];
  readonly atFill: { readonly a: OrdersAtFill | undefined; readonly b: OrdersAtFill | undefined };
  readonly files: { readonly a: string; readonly b: string };
}

/** Why two runs part, as far as it can be told. */
export interface Why {
  /** What they part at first. */
  readonly parting: Parting;
  /** Inputs that differ and can make it, the likeliest first; empty when none differs. */
  readonly causes: readonly InputKind[];
  /** Sentences, in order of time, the cause last. */
  readonly text: readonly string[];
}

export function explainParting(known: Known): Why | undefined {
  const { fill, orders, inputs } = known;
  if (fill === undefined && orders.length === 0) return undefined;
  const parting = orders[0]?.stage ?? "fill";
  const causes = likelyKinds(inputs, parting);
  const text = orders.map(orderSentence);
  if (fill !== undefined) {
    if (orders.length === 0 && known.atFill.a !== undefined && known.atFill.b !== undefined) {
      text.push("Up to this fill both sent the same orders and got the same answers.");
    }
    text.push(...fillSentences(fill, known));
  }
  return { parting, causes, text: [...text, causeSentence(causes, known, parting)] };
}

function orderSentence(difference: OrderDifference): string {
  const { stage, number, a, b, differs } = difference;
  if (stage === "sent") {
    if (!a || !b) {
      const [has, line] = a ? ["A", a] : ["B", b!];
      const sent = `${orderText(line.fields)} at ${timeText(line.fields, "submitted_ns")}`;
      return `Order ${number}, ${sent}, was sent in ${has} alone: the other run sent no more orders.`;
    }
    const times = differs.includes("submitted_ns");
    const one = (side: string, { fields }: CsvLine): string =>
      `${orderText(fields)}${times ? ` at ${timeText(fields, "submitted_ns")}` : ""} in ${side}`;
    const when = times ? "" : ` at ${timeText(a.fields, "submitted_ns")}`;
    const rest = differs.filter((name) => !SHOWN.includes(name));
    const also = rest.length > 0 ? `; ${rest.map((name) => values(name, a, b)).join(", ")}` : "";
    return `Order ${number} is the first that the strategies sent otherwise${when}: ${one("A", a)}, ${one("B", b)}${also}.`;
  }
  const what = stage === "answered" ? "answered" : "ended";
  const shown = differs.map((name) => values(name, a!, b!)).join(", ");
  return `Order ${number}, ${orderText(a!.fields)}, is the first that was ${what} otherwise: ${shown}.`;
}

const SHOWN: readonly string[] = ["side", "price", "qty", "submitted_ns", "instrument"];

function fillSentences(fill: FillPair, { atFill, files }: Known): string[] {
  const { a, b, differs } = fill;
  if (a && b) {
    const shown = differs.map((name) => values(name, a, b)).join(", ");
    return [`The fill is in both and differs in ${shown}.`, ...ownOrders(atFill)];
  }
  const [has, lacks] = a ? (["A", "B"] as const) : (["B", "A"] as const);
  const there = a ?? b!;
  const side = atFill[lacks === "A" ? "a" : "b"];
  const { fields } = there;
  const what = `${fields.get("side")} ${fields.get("qty")} at ${fields.get("price")}`;
  const sentences = [`The fill, ${what}, is in ${has} alone (${fields.get("reason")}).`];
  if (side === undefined) return sentences;
  return [...sentences, lackingSentence(there, side, lacks, files)];
}

/** What the side that was not filled had in the market instead. */
function lackingSentence(
  fill: CsvLine,
  { open, closest, lastClosed }: OrdersAtFill,
  lacks: "A" | "B",
  files: Known["files"],
): string {
  const side = fill.fields.get("side")!;
  if (closest === undefined) {
    if (lastClosed === undefined) return `${lacks} had sent no ${side} order there before.`;
    const { fields } = lastClosed;
    const end = `${fields.get("state")} at ${timeText(fields, "closed_ns")}`;
    return `${lacks} had no ${side} order open then: its last one, ${orderText(fields)}, was ${end}.`;
  }
  const file = files[lacks === "A" ? "a" : "b"];
  const [price, of] = [amountOf(fill, "price", file), amountOf(closest, "price", file)];
  const { fields } = closest;
  const count = open === 1 ? `one ${side} order` : `${open} ${side} orders`;
  if (!price.eq(of)) {
    const away = `${price.minus(of).abs().toFixed()} ${of.lt(price) ? "lower" : "higher"}`;
    return `${lacks} had ${count} open then, none at this price: the closest, order ${fields.get("order_id")}, was at ${fields.get("price")}, ${away}.`;
  }
  const sent = `sent at ${timeText(fields, "submitted_ns")}`;
  const end = `it ended as ${fields.get("state")}${fields.get("closed_ns") === "" ? "" : ` at ${timeText(fields, "closed_ns")}`}`;
  return `${lacks} had ${count} open then, order ${fields.get("order_id")} at this price, ${sent}, that was not filled by it: ${end}.`;
}

function ownOrders({ a, b }: Known["atFill"]): string[] {
  const [one, other] = [a?.own, b?.own];
  if (!one || !other) return [];
  const differs = ["submitted_ns", "accepted_ns", "price", "qty"].filter(
    (name) => one.fields.get(name) !== other.fields.get(name),
  );
  if (differs.length === 0) return [];
  const shown = differs.map((name) => values(name, one, other)).join(", ");
  return [`The orders behind it differ: ${shown}.`];
}

function causeSentence(causes: readonly InputKind[], known: Known, parting: Parting): string {
  const differing = known.inputs.filter(
    ({ name, differs }) => differs && inputKind(name) !== "samples",
  );
  if (differing.length === 0) {
    return "No input differs: the strategy does not give the same twice (mexoms lookahead tells where), or a file was changed.";
  }
  const shown = (one: SideBySide): string => `${one.name} (${one.a ?? "none"}, ${one.b ?? "none"})`;
  const kinds = new Set(differing.map(({ name }) => inputKind(name)));
  const likely = differing.filter(({ name }) => inputKind(name) === causes[0]);
  const some = likely.slice(0, 3).map(shown).join(", ");
  const more = likely.length > 3 ? ` and ${likely.length - 3} more` : "";
  if (kinds.size === 1) return `Nothing else differs in the inputs but ${some}${more}.`;
  const others = causes.slice(1);
  const also = others.length > 0 ? `; also ${others.join(", ")} may have a part` : "";
  return `Of the inputs that differ, ${some}${more} can make a first difference of this kind (${PARTINGS[parting]})${also}.`;
}

const PARTINGS: Readonly<Record<Parting, string>> = {
  sent: "an order sent otherwise",
  answered: "an order answered otherwise",
  ended: "an order ended otherwise",
  fill: "a fill of equal orders",
};

function orderText(fields: CsvFields): string {
  const text = (name: string): string => fields.get(name) ?? "";
  return `${text("side")} ${text("qty")} at ${text("price")} on ${text("instrument")}`;
}

/** A column of both, as "accepted 1ms later in B" where it is a time. */
function values(name: string, a: CsvLine, b: CsvLine): string {
  if (!name.endsWith("_ns")) {
    return `${name} ${a.fields.get(name) || "none"} in A, ${b.fields.get(name) || "none"} in B`;
  }
  const [one, other] = [a.fields.get(name), b.fields.get(name)];
  const label = name === "local_ns" ? "learned of" : name.replace(/_ns$/, "");
  if (!one || !other) return `${label} in ${one ? "A" : "B"} alone`;
  const apart = nsOf(b, name, "") - nsOf(a, name, "");
  const [late, by] = apart > 0n ? ["B", apart] : ["A", -apart];
  return `${label} ${formatDuration(Number(by))} later in ${late}`;
}

function timeText(fields: CsvFields, column: string): string {
  const ns = fields.get(column);
  return ns === undefined || ns === "" ? "no time" : formatTimestamp(BigInt(ns));
}
