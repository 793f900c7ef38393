import type { ColourScale } from "./colour-scale.ts";
import type { MetricData } from "./sweep-data.ts";
import { titled } from "./trial-lines.ts";
import { shortNumber } from "./trials.ts";

/** What the colours mean: the ends of the scale with their numbers, and which end is better. */
export function showLegend(legend: HTMLElement, scale: ColourScale, spec: MetricData): void {
  if (scale.empty) {
    legend.textContent = "No trial to draw: the filters let none through.";
    return;
  }
  const { diverging } = scale;
  const stops = stopsOf(scale);
  const bothSides = diverging && stops[1] === 0;
  const bar = document.createElement("span");
  bar.className = "scale";
  bar.style.background = `linear-gradient(90deg, ${stops.map((value) => scale.element(value)).join(", ")})`;
  const note = document.createElement("span");
  note.className = "note";
  note.textContent = `${betterText(spec.better)}${bothSides ? "; each side of zero has its own scale" : ""}; hatched: no trial`;
  const texts = stops.map((value) => {
    const one = document.createElement("span");
    one.textContent = shortNumber(value);
    return one;
  });
  const numbers = document.createElement("span");
  numbers.className = "stops";
  numbers.append(...texts);
  const ruler = document.createElement("span");
  ruler.className = "ruler";
  ruler.append(bar, numbers);
  legend.replaceChildren(titled(spec), ruler, note);
}

/** The ends of the scale and what is between them: zero where there are numbers on both sides. */
function stopsOf({ from, to, diverging }: ColourScale): readonly number[] {
  if (!diverging) return [from, (from + to) / 2, to];
  if (from < 0 && to > 0) return [from, 0, to];
  return from < 0 ? [from, from / 2, 0] : [0, to / 2, to];
}

function betterText(better: "more" | "less" | "neither"): string {
  return better === "neither" ? "neither end is better" : `${better} is better`;
}
