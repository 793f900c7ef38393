const SVG = "http://www.w3.org/2000/svg";

/** The look of a cell without a trial. */
export function hatching(): Element {
  const pattern = svg("pattern", {
    id: "none",
    width: "6",
    height: "6",
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  pattern.append(svg("line", { x1: "0", y1: "0", x2: "0", y2: "6", class: "hatch" }));
  const definitions = svg("defs", {});
  definitions.append(pattern);
  return definitions;
}

/** An element of a drawing, with its attributes. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
