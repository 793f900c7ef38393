import type { EngineView, StatusReading } from "@mexoms/live";
import type { InstrumentView, LatencyView, SessionStatus } from "@mexoms/live/internal";
import { grouped, perSecond, shortBytes, shortDuration, shortMoney, sumOf } from "./amounts.ts";
import { broken } from "../print/table.ts";
import { shellWord } from "../print/shell-word.ts";
import { columns, part, type Part, type Style, type StyledLine } from "./styled-line.ts";

/** A page that is older than this is not what the engine does now. */
const OLD_MS = 3000;
/** Market data that is older than this, in the session's time, is worth a look. */
const STALE_NS = 5e9;
/** What an engine has to go through before it trades: it sends nothing yet, and that is as it should be. */
const BEGINNING: ReadonlySet<EngineView["phase"]> = new Set([
  "recovering",
  "reconciling",
  "waiting",
]);
const BLANK: StyledLine = [];

/** All that there is to say of a page, in lines; the most urgent first, and broken to fit `width`. */
export function viewLines(reading: StatusReading, width: number): readonly StyledLine[] {
  const { status } = reading;
  if (status === undefined) {
    const how = reading.process === "running" ? "has nothing to show yet" : reading.process;
    return [[part(`The engine (process ${reading.pid}) ${how}.`, "warn")]];
  }
  const { engine } = status;
  return [
    headLine(reading, engine),
    ...alarmLines(reading, status, width),
    BLANK,
    ...strategyLines(engine),
    BLANK,
    ...instrumentLines(engine),
    BLANK,
    orderLine(engine),
    rateLine(status),
    countLine(engine),
    gatewayLine(engine, reading.process === "ended"),
    journalLine(status),
    busLine(status),
    BLANK,
    ...latencyLines(status),
    ...openOrderLines(status),
    ...engine.recovered.map((text) => [part("recovered  ", "faint"), part(text)]),
  ];
}

function headLine({ process, ageMs, pid }: StatusReading, engine: EngineView): StyledLine {
  const old = ageMs > OLD_MS;
  const state =
    process === "running"
      ? part(engine.phase.toUpperCase(), phaseStyle(engine.phase))
      : part(process.toUpperCase(), process === "died" ? "alarm" : "warn");
  const time = engine.time.slice(0, 23).replace("T", " ");
  return [
    part("mexoms ", "faint"),
    part(engine.session, "bold"),
    part("  "),
    state,
    part(`  ${time} UTC`),
    part(engine.speed === 1 ? "" : `  ${engine.speed}x`),
    part(`  process ${pid}`, "faint"),
    part(old ? `  shown as of ${shortDuration(ageMs * 1e6)} ago` : "", "warn"),
  ];
}

function phaseStyle(phase: EngineView["phase"]): Style {
  if (phase === "running") return "good";
  return phase === "suspended" ? "alarm" : "warn";
}

/** What a person must not miss. */
function alarmLines(
  { process, pid }: StatusReading,
  { engine, journal }: SessionStatus,
  width: number,
): readonly StyledLine[] {
  if (process === "ended") {
    // What was suspended for the end is no trouble any more.
    return [
      [part(`The session is over; to prove it: mexoms replay ${shellWord(journal.dir)}`, "warn")],
    ];
  }
  const alarms: string[] = [];
  if (process === "died") {
    alarms.push(
      `The engine died (process ${pid} is gone). Its open orders may still live at the venue: give the same mexoms run again, which finds them.`,
    );
  }
  const { unknown } = engine.ordersByState;
  if (unknown > 0) {
    const orders = unknown === 1 ? "1 order is" : `${unknown} orders are`;
    alarms.push(`${orders} UNKNOWN: counted as exposure until the venue says what became of them`);
  }
  const isBeginning = BEGINNING.has(engine.phase);
  if (!isBeginning) {
    alarms.push(...engine.suspended.map((why) => `suspended, only cancels leave: ${why}`));
  }
  for (const { id, suspended } of engine.instruments) {
    if (suspended !== undefined) alarms.push(`${id} is suspended: ${suspended}`);
  }
  return [
    ...alarms.flatMap((text) => alarmText(text, width)),
    ...(isBeginning ? engine.suspended.map((why) => [part(` ${why}`, "warn")]) : []),
  ];
}

/** An alarm in as many lines as it needs; it is seen without colours too. */
function alarmText(text: string, width: number): readonly StyledLine[] {
  const lines = broken(text, width - 5).split("\n");
  return lines.map((line, i) => [part(` ${i === 0 ? "!" : " "} ${line} `, "alarm")]);
}

function strategyLines(engine: EngineView): readonly StyledLine[] {
  const currencies = [...new Set(engine.instruments.map(({ currency }) => currency))];
  const profits = currencies.map((currency) => {
    const own = engine.instruments.filter((each) => each.currency === currency);
    return `${shortMoney(sumOf(own.map(({ equity }) => equity)))} ${currency}`;
  });
  return [
    [part("strategy  ", "faint"), part(engine.strategy, "bold")],
    [part("P&L       ", "faint"), part(profits.join("   "), "bold")],
  ];
}

function instrumentLines(engine: EngineView): readonly StyledLine[] {
  const head = [
    "instrument",
    "position",
    "P&L",
    "open",
    "fills",
    "data age",
    "bid",
    "ask",
    "realized",
    "fees",
  ].map((text) => part(text, "faint"));
  const rows = engine.instruments.map((each) => [
    part(each.id, each.suspended === undefined ? "plain" : "alarm"),
    part(each.position, "bold"),
    part(`${shortMoney(each.equity)} ${each.currency}`),
    part(String(each.openOrders)),
    part(grouped(each.fills)),
    dataAge(each),
    part(each.bid ?? "-"),
    part(each.ask ?? "-"),
    part(shortMoney(each.realized)),
    part(shortMoney(each.fees)),
  ]);
  return columns([head, ...rows], new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
}

function dataAge({ stalenessNs, bookValid }: InstrumentView): Part {
  if (stalenessNs < 0) return part("never", "warn");
  if (!bookValid) return part("no book", "warn");
  return part(shortDuration(stalenessNs), stalenessNs > STALE_NS ? "warn" : "plain");
}

function orderLine({ ordersByState }: EngineView): StyledLine {
  const states = Object.entries(ordersByState);
  // What is not known comes first, what there is none of last: the edge of the screen may cut off that.
  const rank = ([state, count]: [string, number]): number =>
    state === "unknown" ? 0 : count > 0 ? 1 : 2;
  states.sort((a, b) => rank(a) - rank(b));
  const parts = states.map(([state, count]) => {
    const alarming = state === "unknown" && count > 0;
    const text = `${alarming ? state.toUpperCase() : state} ${grouped(count)}`;
    return [part(text, alarming ? "alarm" : count === 0 ? "faint" : "plain"), part("  ")];
  });
  return [part("orders    ", "faint"), ...parts.flat()];
}

function rateLine({ rates }: SessionStatus): StyledLine {
  return [
    part("a second  ", "faint"),
    part(`rows ${perSecond(rates.rows)}  requests ${perSecond(rates.requests)}`),
    part(`  fills ${perSecond(rates.fills)}`),
  ];
}

function countLine({ counts }: EngineView): StyledLine {
  const { rows, requests, fills, wakes, overruns, backPressure } = counts;
  return [
    part("so far    ", "faint"),
    part(`rows ${grouped(rows)}  requests ${grouped(requests)}  fills ${grouped(fills)}`),
    part(`  wakes ${grouped(wakes)}`),
    overruns > 0 ? part(`  rows overrun ${grouped(overruns)}x`, "warn") : part(""),
    backPressure > 0 ? part(`  gateway full ${grouped(backPressure)}x`, "warn") : part(""),
  ];
}

function gatewayLine({ gateway }: EngineView, isOver: boolean): StyledLine {
  const { name, connected, generation, silentNs, reconciledAgoNs } = gateway;
  const heard = silentNs < 0 ? "never heard" : `heard ${shortDuration(silentNs)} ago`;
  const reconciled =
    reconciledAgoNs < 0 ? "not reconciled yet" : `reconciled ${shortDuration(reconciledAgoNs)} ago`;
  return [
    part("gateway   ", "faint"),
    part(`${name} `),
    connected ? part("connected", "good") : part("not connected", isOver ? "faint" : "alarm"),
    part(`, generation ${generation}, ${heard}, `),
    part(reconciled, reconciledAgoNs < 0 ? "warn" : "plain"),
  ];
}

function journalLine({ engine, journal }: SessionStatus): StyledLine {
  const records = `${grouped(engine.counts.journalRecords)} records`;
  return [
    part("journal   ", "faint"),
    part(`${engine.journal}  ${records}  ${shortBytes(journal.bytes)}  ${journal.dir}`),
  ];
}

function busLine({ engine, bus }: SessionStatus): StyledLine {
  const name = part("NATS      ", "faint");
  if (bus.state === "off") return [name, part("off", "faint")];
  const behind = Math.max(0, engine.counts.journalRecords - bus.publishedSequence);
  const good = bus.state === "connected";
  return [
    name,
    part(bus.state, good ? "good" : "warn"),
    part(`  ${grouped(behind)} records behind`),
    part(bus.why === undefined ? "" : `  ${bus.why}`, "warn"),
  ];
}

function latencyLines({ engine, journal }: SessionStatus): readonly StyledLine[] {
  const head = ["latency", "p50", "p99", "p99.9", "max", "count"].map((text) =>
    part(text, "faint"),
  );
  const append = journal.append && { ...journal.append, name: "journal-append" };
  const all: readonly (Omit<LatencyView, "name"> & { readonly name: string })[] =
    append === undefined ? engine.latencies : [...engine.latencies, append];
  const rows = all.map(({ name, count, p50Ns, p99Ns, p999Ns, maxNs }) => {
    const times = [p50Ns, p99Ns, p999Ns, maxNs];
    const shown = times.map((ns) => part(count === 0 ? "-" : shortDuration(ns)));
    return [part(name.replaceAll("-", " ")), ...shown, part(grouped(count))];
  });
  return columns([head, ...rows], new Set([1, 2, 3, 4, 5]));
}

function openOrderLines({ engine, ordersLeftOut }: SessionStatus): readonly StyledLine[] {
  if (engine.openOrders.length === 0) return [];
  const head = ["order", "instrument", "side", "price", "size", "filled", "state", "age"];
  // What is not known comes first, then what is nearest to the front of the list.
  const orders = engine.openOrders.toSorted(
    (a, b) => Number(b.state === "unknown") - Number(a.state === "unknown"),
  );
  const rows = orders.map(({ id, market, side, price, size, filled, state, ageNs }) => [
    part(String(id)),
    part(engine.instruments[market]?.id ?? String(market)),
    part(side),
    part(price),
    part(size),
    part(filled),
    state === "unknown" ? part("UNKNOWN", "alarm") : part(state),
    part(shortDuration(ageNs)),
  ]);
  const lines = columns(
    [head.map((text) => part(text, "faint")), ...rows],
    new Set([0, 3, 4, 5, 7]),
  );
  const more = ordersLeftOut === 0 ? [] : [[part(`and ${grouped(ordersLeftOut)} more`, "faint")]];
  return [BLANK, ...lines, ...more];
}
