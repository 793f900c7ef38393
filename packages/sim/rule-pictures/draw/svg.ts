type Attributes = Readonly<Record<string, string | number>>;

/** An element as text; numbers have at most one decimal, so that files do not depend on rounding. */
export function element(name: string, attributes: Attributes, ...content: string[]): string {
  const list = Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === "number" ? String(Math.round(value * 10) / 10) : escaped(value);
    return ` ${key}="${text}"`;
  });
  const open = `<${name}${list.join("")}`;
  return content.length === 0 ? `${open}/>` : `${open}>${content.join("")}</${name}>`;
}

/** A line through points. */
export function polyline(
  className: string,
  points: readonly (readonly [x: number, y: number])[],
): string {
  const at = points.map(([x, y]) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`);
  return element("polyline", { class: className, points: at.join(" ") });
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
