const GAP_PX = 12;

/** The small box beside the pointer that says what is under it. */
export class Tip {
  readonly #element: HTMLElement;

  constructor() {
    this.#element = document.createElement("div");
    this.#element.id = "tip";
    this.#element.role = "tooltip";
    this.#element.hidden = true;
    document.body.append(this.#element);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
    });
    addEventListener("scroll", () => this.hide(), { capture: true, passive: true });
  }

  /** Shows lines at a point of the window, inside of it. */
  show(lines: readonly string[], x: number, y: number): void {
    const box = this.#element;
    box.textContent = lines.join("\n");
    box.hidden = false;
    const { clientWidth, clientHeight } = document.documentElement;
    const left =
      x + GAP_PX + box.offsetWidth > clientWidth ? x - GAP_PX - box.offsetWidth : x + GAP_PX;
    const top =
      y + GAP_PX + box.offsetHeight > clientHeight ? y - GAP_PX - box.offsetHeight : y + GAP_PX;
    box.style.left = `${Math.max(4, left)}px`;
    box.style.top = `${Math.max(4, top)}px`;
  }

  hide(): void {
    this.#element.hidden = true;
  }
}
