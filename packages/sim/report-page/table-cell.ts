/** A cell with a text. */
export function cell(text: string): HTMLTableCellElement {
  const element = document.createElement("td");
  element.textContent = text;
  return element;
}

/** Text that stands back, such as a unit. */
export function dim(text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = "dim";
  element.textContent = text;
  return element;
}
