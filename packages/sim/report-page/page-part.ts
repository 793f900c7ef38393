/** The first element in `root` that fits, which must be of this kind. */
export function pagePart<Kind extends HTMLElement>(
  root: ParentNode,
  kind: new () => Kind,
  selector: string,
): Kind {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`);
  return found;
}
