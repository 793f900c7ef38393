import { html, type Html } from "../report/html.ts";
import { significant } from "../report/tear/number-text.ts";

const WIDTH = 560;
const HEIGHT = 210;
const LEFT = 76;
const BOTTOM = 42;
const TOP = 12;

/** A bar of a drawing: from zero up or down to its value. */
export interface DrawnBar {
  readonly value: number;
  readonly kind: "buy" | "sell" | "train" | "test";
  readonly title: string;
}

/** Bars side by side in groups, each named below. Equal input gives equal text. */
export function groupedBars(options: {
  readonly label: string;
  readonly unit: string;
  readonly groups: readonly { readonly name: string; readonly bars: readonly DrawnBar[] }[];
  /** What the groups are, below the axis. */
  readonly across: string;
}): Html {
  const { label, unit, groups, across } = options;
  const values = groups.flatMap(({ bars }) => bars.map(({ value }) => value));
  const [from, to] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = scale([from, to], [HEIGHT - BOTTOM, TOP]);
  const room = (WIDTH - LEFT - 8) / Math.max(1, groups.length);
  const everyName = Math.ceil(44 / room);
  return drawing(label, [
    ...ends(from, to, y, unit),
    ...groups.flatMap(({ name, bars }, g) => {
      const width = (room * 0.84) / bars.length;
      const left = LEFT + g * room + room * 0.08;
      return [
        ...bars.map((bar, b) => rect(bar, { x: left + b * width, width: width * 0.92, y })),
        ...(g % everyName === 0
          ? [
              html`<text class="below" x="${px(left + room * 0.42)}" y="${px(HEIGHT - 28)}"
                >${name}</text
              >`,
            ]
          : []),
      ];
    }),
    html`<text class="below" x="${px((LEFT + WIDTH) / 2)}" y="${px(HEIGHT - 10)}">${across}</text>`,
  ]);
}

/** Points of two figures, with zero lines where they are in sight. */
export function scatter(options: {
  readonly label: string;
  readonly across: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly line: { readonly slope: number; readonly intercept: number };
}): Html {
  const { label, across, points, line } = options;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(0, ...ys), Math.max(0, ...ys)];
  const x = scale([left, right], [LEFT + 6, WIDTH - 12]);
  const y = scale([low, high], [HEIGHT - BOTTOM, TOP]);
  const fit = (at: number): string => px(y(line.intercept + line.slope * at));
  return drawing(label, [
    ...ends(low, high, y, ""),
    ...points.map(
      (point) =>
        html`<circle class="dot" cx="${px(x(point[0]))}" cy="${px(y(point[1]))}" r="2.5" />`,
    ),
    html`<line
      class="fit"
      x1="${px(x(left))}"
      y1="${fit(left)}"
      x2="${px(x(right))}"
      y2="${fit(right)}"
    />`,
    html`<text class="below" x="${px(LEFT + 24)}" y="${px(HEIGHT - 28)}"
      >${significant(left, 3)}</text
    >`,
    html`<text class="below" x="${px(WIDTH - 24)}" y="${px(HEIGHT - 28)}"
      >${significant(right, 3)}</text
    >`,
    html`<text class="below" x="${px((LEFT + WIDTH) / 2)}" y="${px(HEIGHT - 10)}">${across}</text>`,
  ]);
}

type Scale = (value: number) => number;

function scale(range: readonly [number, number], pixels: readonly [number, number]): Scale {
  const [from, to] = range;
  const room = to - from || 1;
  return (value) => pixels[0] + ((value - from) / room) * (pixels[1] - pixels[0]);
}

function drawing(label: string, content: readonly Html[]): Html {
  return html`<svg
    class="drawing"
    viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}"
    role="img"
    aria-label="${label}"
  >
    ${content}
  </svg>`;
}

/** Lines at the ends of the scale and at zero, with their numbers. */
function ends(from: number, to: number, y: Scale, unit: string): Html[] {
  const marks = [...new Set([from, 0, to])].filter(
    (value) => value === 0 || Math.abs(y(value) - y(0)) > 12,
  );
  return marks.map((value) => {
    const at = px(y(value));
    const text = `${significant(value, 3)}${value === 0 || unit === "" ? "" : ` ${unit}`}`;
    return html`<line
        class="${value === 0 ? "axis" : "grid"}"
        x1="${px(LEFT)}"
        x2="${px(WIDTH - 8)}"
        y1="${at}"
        y2="${at}"
      /><text class="beside" x="${px(LEFT - 6)}" y="${at}">${text}</text>`;
  });
}

function rect(
  { value, kind, title }: DrawnBar,
  { x, width, y }: { readonly x: number; readonly width: number; readonly y: Scale },
): Html {
  const [top, height] = [Math.min(y(value), y(0)), Math.abs(y(value) - y(0))];
  return html`<rect
    class="${kind}"
    x="${px(x)}"
    y="${px(top)}"
    width="${px(width)}"
    height="${px(Math.max(height, value === 0 ? 0 : 1))}"
    ><title>${title}</title></rect
  >`;
}

function px(value: number): string {
  return value.toFixed(1);
}
