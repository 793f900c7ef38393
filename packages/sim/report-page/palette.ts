/** Colours of the charts; each is the CSS variable of that name, so that themes stand in one file. */
export type Colour =
  | "market"
  | "accent"
  | "buy"
  | "sell"
  | "equity"
  | "position"
  | "rose"
  | "down"
  | "grid"
  | "muted"
  | "panel"
  | "text";

/** The colour as the canvas needs it, under the theme of this moment. */
export function colour(name: Colour): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The colour with an opacity from 0 to 1. */
export function faded(name: Colour, opacity: number): string {
  return `color-mix(in srgb, ${colour(name)} ${Math.round(opacity * 100)}%, transparent)`;
}

/** The colour as an element needs it: it follows the theme by itself. */
export function variable(name: Colour): string {
  return `var(--${name})`;
}
