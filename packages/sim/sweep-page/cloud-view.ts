import { Canvas } from "./canvas.ts";
import { CloudWalk, type Step } from "./cloud-walk.ts";
import type { PointCloud } from "./point-cloud.ts";
import type { Tip } from "./tip.ts";

export interface CloudViewOptions {
  readonly host: HTMLElement;
  readonly tip: Tip;
  /** What the view is of, for those who do not see it. */
  readonly name: () => string;
  /** Draws the trials; undefined when there is none to draw. */
  readonly draw: (canvas: Canvas) => PointCloud | undefined;
  /** The trial that the keyboard starts at, if it is there. */
  readonly start: () => number | undefined;
  readonly lines: (trial: number) => readonly string[];
  readonly pick: (trial: number) => void;
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "lowest",
  End: "highest",
};

/**
 * A cloud of trials that say what they are under the pointer and to the arrow keys; a click, or Enter,
 * picks one.
 */
export class CloudView {
  readonly #options: CloudViewOptions;
  readonly #canvas: Canvas;
  readonly #cursor: HTMLElement;
  /** Says the trial that the keyboard is on. */
  readonly #status: HTMLElement;
  #cloud: PointCloud | undefined;
  #at: number | undefined;

  constructor(options: CloudViewOptions) {
    const { host } = options;
    this.#options = options;
    this.#cursor = document.createElement("i");
    this.#cursor.className = "cursor";
    this.#status = document.createElement("span");
    this.#status.className = "hidden";
    this.#status.role = "status";
    host.tabIndex = 0;
    host.role = "application";
    this.#canvas = new Canvas(host, (canvas) => {
      this.#cloud = options.draw(canvas);
      this.#placeCursor();
    });
    host.append(this.#cursor, this.#status);
    this.#listenToPointer(this.#canvas.element);
    host.addEventListener("keydown", (event) => this.#press(event));
    host.addEventListener("focus", () => {
      if (host.matches(":focus-visible")) this.#say();
    });
    host.addEventListener("blur", () => options.tip.hide());
  }

  draw(): void {
    this.#canvas.draw();
  }

  #listenToPointer(element: HTMLCanvasElement): void {
    const { tip, lines, pick } = this.#options;
    const under = (event: MouseEvent): number | undefined =>
      this.#cloud?.nearest(event.offsetX, event.offsetY);
    element.addEventListener("pointermove", (event) => {
      const trial = under(event);
      element.style.cursor = trial === undefined ? "" : "pointer";
      if (trial === undefined) tip.hide();
      else tip.show(lines(trial), event.clientX, event.clientY);
    });
    element.addEventListener("pointerleave", () => tip.hide());
    element.addEventListener("click", (event) => {
      const trial = under(event);
      if (trial === undefined) return;
      this.#at = trial;
      pick(trial);
    });
  }

  #press(event: KeyboardEvent): void {
    const trial = this.#trial;
    if (event.key === "Enter" && trial !== undefined) this.#options.pick(trial);
    const step = STEPS[event.key];
    if (step === undefined || this.#cloud === undefined || trial === undefined) return;
    event.preventDefault();
    this.#at = new CloudWalk(this.#cloud.inPixels()).from(trial, step);
    this.#placeCursor();
    this.#say();
  }

  /** The trial that the keyboard is on, or would be. */
  get #trial(): number | undefined {
    const trials = this.#cloud?.points.map(({ trial }) => trial) ?? [];
    const wanted = [this.#at, this.#options.start(), trials[0]];
    return wanted.find((trial) => trial !== undefined && trials.includes(trial));
  }

  #placeCursor(): void {
    const { host, name, lines } = this.#options;
    const trial = this.#trial;
    const pixels = trial === undefined ? undefined : this.#cloud?.pixels(trial);
    this.#cursor.hidden = pixels === undefined;
    const [x, y] = pixels ?? [0, 0];
    this.#cursor.style.left = `${x}px`;
    this.#cursor.style.top = `${y}px`;
    const said = trial === undefined ? "No trial" : lines(trial).join("; ");
    host.setAttribute("aria-label", `${name()}. Arrow keys walk over the trials. ${said}`);
  }

  /** Beside the trial, and to those who do not see it. */
  #say(): void {
    const { host, tip, lines } = this.#options;
    const trial = this.#trial;
    const pixels = trial === undefined ? undefined : this.#cloud?.pixels(trial);
    if (trial === undefined || pixels === undefined) return;
    const said = lines(trial);
    this.#status.textContent = said.join("; ");
    const { left, top } = host.getBoundingClientRect();
    tip.show(said, left + pixels[0], top + pixels[1]);
  }
}
