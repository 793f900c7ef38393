type Attributes = Readonly<Record<string, string | number>>;

/** An element as text; numbers have at most one decimal, so that files do not depend on rounding. */
export function element(name: string, attributes: Attributes, ...content: string[]): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  const open = `<${name}${list.join("")}`;
  return content.length === 0 ? `${open}/>` : `${open}>${content.join("")}</${name}>`;
}

/** Points of a line or polygon. */
export function points(list: readonly (readonly [x: number, y: number])[]): string {
  return list.map(([x, y]) => `${attribute(x)},${attribute(y)}`).join(" ");
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function attribute(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 10) / 10) : escaped(value);
}
