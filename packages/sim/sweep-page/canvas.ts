import { colour, type Colour } from "../report-page/palette.ts";

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** A canvas that fills its host and is drawn again when the host's width or the theme changes. */
export class Canvas {
  readonly host: HTMLElement;
  readonly element: HTMLCanvasElement;
  readonly #draw: (canvas: Canvas) => void;
  #context: CanvasRenderingContext2D;
  width = 0;
  height = 0;

  constructor(host: HTMLElement, draw: (canvas: Canvas) => void) {
    this.host = host;
    this.#draw = draw;
    this.element = document.createElement("canvas");
    const context = this.element.getContext("2d");
    if (context === null) throw new Error("this browser draws no canvas");
    this.#context = context;
    host.replaceChildren(this.element);
    new ResizeObserver(() => this.draw()).observe(host);
    for (const media of ["(prefers-color-scheme: dark)", "print"]) {
      matchMedia(media).addEventListener("change", () => this.draw());
    }
  }

  get context(): CanvasRenderingContext2D {
    return this.#context;
  }

  draw(): void {
    const { element, host } = this;
    const dense = devicePixelRatio || 1;
    this.width = host.clientWidth;
    this.height = host.clientHeight;
    if (this.width === 0 || this.height === 0) return;
    const pixels = [Math.round(this.width * dense), Math.round(this.height * dense)] as const;
    if (element.width !== pixels[0] || element.height !== pixels[1]) {
      [element.width, element.height] = pixels;
    }
    this.#context.setTransform(dense, 0, 0, dense, 0, 0);
    this.#context.clearRect(0, 0, this.width, this.height);
    this.#context.font = FONT;
    this.#draw(this);
  }

  line(from: readonly [number, number], to: readonly [number, number], name: Colour): void {
    const context = this.#context;
    context.strokeStyle = colour(name);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  }

  dot(x: number, y: number, radius: number): void {
    const context = this.#context;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  ring(x: number, y: number): void {
    const context = this.#context;
    context.strokeStyle = colour("text");
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.stroke();
  }

  text(
    text: string,
    at: readonly [x: number, y: number],
    align: CanvasTextAlign,
    name: Colour = "muted",
  ): void {
    const context = this.#context;
    context.fillStyle = colour(name);
    context.textAlign = align;
    context.textBaseline = "middle";
    context.fillText(text, ...at);
  }

  textWidth(text: string): number {
    return this.#context.measureText(text).width;
  }

  /** Cut with dots where it is wider than so many pixels. */
  fitted(text: string, widthPx: number): string {
    if (this.textWidth(text) <= widthPx) return text;
    let length = text.length;
    while (length > 1 && this.textWidth(`${text.slice(0, length)}...`) > widthPx) length -= 1;
    return `${text.slice(0, length)}...`;
  }
}
