import { Scale } from "./scale.ts";
import { fillsOf, laysOf, marketOf, type MarketPoint, type Shown } from "./shown.ts";
import { LEFT, RIGHT, STYLE, WIDTH } from "./style.ts";
import { element, escaped, points } from "./svg.ts";

export interface PictureOptions extends Shown {
  /** Of the file, and of the ids in it. */
  readonly name: string;
  readonly title: string;
  /** What is seen, for those who cannot see it. */
  readonly description: string;
  /** What each market's band is called, in the order of the instruments. */
  readonly markets: readonly string[];
  readonly heldUnit: string;
}

const TOP = 52;
const PRICES = 330;
const HELD_TOP = TOP + PRICES + 34;
const HELD = 80;
const TIMES = HELD_TOP + HELD + 24;
const HEIGHT = TIMES + 44;
const BANDS = ["market", "second"];

/** Markets as bands from bid to ask, own orders as lines at their prices, fills and what was held. */
export function runPicture(options: PictureOptions): string {
  const { name, title, description, fromNs, toNs } = options;
  const markets = options.instruments.map((each) => marketOf(options, each));
  const lays = laysOf(options);
  const prices = new Scale({
    top: TOP,
    height: PRICES,
    fromNs,
    toNs,
    values: [
      ...lays.map(({ price }) => price),
      ...markets.flatMap((market) => market.flatMap(({ bid, ask }) => [bid, ask])),
    ],
  });
  const parts = [
    element("rect", { class: "card", x: 0.5, y: 0.5, width: WIDTH - 1, height: HEIGHT - 1, rx: 8 }),
    element("text", { class: "title", x: 16, y: 34 }, escaped(title)),
    ...panel(prices, 9),
    ...markets.map((market, n) => band(market, prices, BANDS[n]!)),
    ...lays.map(({ side, price, fromNs: begin, toNs: end }) =>
      element("line", {
        class: side === "buy" ? "bid" : "ask",
        x1: prices.x(begin),
        x2: Math.max(prices.x(end), prices.x(begin) + 2),
        y1: prices.y(price),
        y2: prices.y(price),
      }),
    ),
    ...fillMarks(options, prices),
    ...heldPanel(options, markets),
    ...legend(options, lays.length > 0),
  ];
  const words = [
    element("title", { id: `${name}-title` }, escaped(title)),
    element("desc", { id: `${name}-text` }, escaped(description)),
    element("style", {}, STYLE),
  ];
  const head = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-labelledby": `${name}-title ${name}-text`,
  };
  return `${element("svg", head, `\n${[...words, ...parts].join("\n")}\n`)}\n`;
}

function panel(scale: Scale, lines: number): string[] {
  const { top, height } = scale;
  const back = { class: "panel", x: LEFT, y: top, width: RIGHT - LEFT, height };
  const grid = scale.ticks(lines).flatMap((value) => {
    const y = scale.y(value);
    const text = { class: "muted", x: LEFT - 8, y: y + 6, "text-anchor": "end" };
    return [
      element("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y, y2: y }),
      element("text", text, shortNumber(value)),
    ];
  });
  return [element("rect", back), ...grid];
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(7)));
}

function band(market: readonly MarketPoint[], scale: Scale, className: string): string {
  const edge = (pick: (point: MarketPoint) => number): [number, number][] =>
    market.map((point) => [scale.x(point.ns), scale.y(pick(point))]);
  const outline = [...edge(({ bid }) => bid), ...edge(({ ask }) => ask).toReversed()];
  return element("polygon", { class: className, points: points(outline) });
}

function fillMarks(options: PictureOptions, scale: Scale): string[] {
  return fillsOf(options).map(({ side, price, ns }) => {
    const x = scale.x(ns);
    const y = scale.y(price);
    return triangle(x, y, side);
  });
}

function triangle(x: number, y: number, side: string): string {
  const up = side === "buy" ? 1 : -1;
  const corners = points([
    [x, y - 9 * up],
    [x - 8, y + 6 * up],
    [x + 8, y + 6 * up],
  ]);
  return element("polygon", { class: side === "buy" ? "bought" : "sold", points: corners });
}

function heldPanel(options: PictureOptions, markets: readonly MarketPoint[][]): string[] {
  const { fromNs, toNs, heldUnit } = options;
  const all = markets.flatMap((market) => market.map(({ held }) => held));
  const scale = new Scale({ top: HELD_TOP, height: HELD, fromNs, toNs, values: [...all, 0] });
  const lines = markets.map((market) => {
    const steps = market.flatMap(({ ns, held }, i): [number, number][] => {
      const before = market[i - 1]?.held ?? held;
      return [
        [scale.x(ns), scale.y(before)],
        [scale.x(ns), scale.y(held)],
      ];
    });
    return element("polyline", { class: "held-edge", points: points(steps) });
  });
  // One line needs no name.
  const named = markets.length === 1 ? [] : options.markets;
  const names = named.map((text, n) => {
    const last = markets[n]!.at(-1)!.held;
    const y = scale.y(last) + (last < 0 ? -8 : 20);
    return element(
      "text",
      { class: "muted", x: RIGHT - 6, y, "text-anchor": "end" },
      escaped(text),
    );
  });
  const seconds = Math.round((toNs - fromNs) / 1e9);
  const end = { class: "muted", x: RIGHT, y: TIMES, "text-anchor": "end" };
  return [
    ...panel(scale, 4),
    ...lines,
    ...names,
    element("text", { class: "muted", x: LEFT + 6, y: HELD_TOP - 8 }, `held, ${heldUnit}`),
    element("text", end, `${seconds} seconds`),
  ];
}

function legend({ markets }: PictureOptions, hasOrders: boolean): string[] {
  const y = TIMES + 28;
  const bands = markets.flatMap((text, n) => [
    element("rect", { class: BANDS[n]!, x: 16 + n * 150, y: y - 12, width: 18, height: 14 }),
    element("text", { x: 40 + n * 150, y }, escaped(text)),
  ]);
  const at = 16 + markets.length * 150;
  const orders = [
    element("line", { class: "bid", x1: at, x2: at + 20, y1: y - 6, y2: y - 6 }),
    element("text", { x: at + 26, y }, "own bids"),
    element("line", { class: "ask", x1: at + 116, x2: at + 136, y1: y - 6, y2: y - 6 }),
    element("text", { x: at + 142, y }, "own asks"),
  ];
  return [
    ...bands,
    ...(hasOrders ? orders : []),
    triangle(at + 242, y - 5, "buy"),
    element("text", { x: at + 256, y }, "bought"),
    triangle(at + 336, y - 5, "sell"),
    element("text", { x: at + 350, y }, "sold"),
  ];
}
