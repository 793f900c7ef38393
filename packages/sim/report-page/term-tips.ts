const GAP_PX = 6;

/**
 * Shows the line of the glossary beside a name that is pointed at, focused or tapped. Escape and
 * a tap elsewhere close it. Without this script the names are links to their lines.
 */
export function explainTerms(): void {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.role = "tooltip";
  tip.hidden = true;
  document.body.append(tip);
  let shown: HTMLElement | null = null;
  const hide = (): void => {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  };
  const show = (name: HTMLElement): void => {
    const text = meaning(name);
    if (text === undefined || shown === name) return;
    hide();
    shown = name;
    name.setAttribute("aria-describedby", tip.id);
    tip.textContent = text;
    tip.hidden = false;
    place(tip, name);
  };
  const over = (event: Event, act: (name: HTMLElement) => void): void => {
    const name = (event.target as Element).closest<HTMLElement>("a.term");
    if (name === null) hide();
    else act(name);
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") over(event, show);
  });
  document.addEventListener("focusin", (event) => over(event, show));
  document.addEventListener("click", (event) => {
    over(event, (name) => {
      event.preventDefault();
      show(name);
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  const follow = (): void => {
    if (shown !== null) place(tip, shown);
  };
  addEventListener("scroll", follow, { capture: true, passive: true });
}

function meaning(name: HTMLElement): string | undefined {
  const id = name.getAttribute("href")?.slice(1) ?? "";
  return document.getElementById(id)?.querySelector("dd")?.textContent.trim();
}

/** Below the name, or above it where there is more room; never outside the window. */
function place(tip: HTMLElement, name: HTMLElement): void {
  const box = name.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const page = document.documentElement;
  const left = Math.max(8, Math.min(box.left, page.clientWidth - width - 8));
  const below = box.bottom + GAP_PX;
  const fits = below + height <= page.clientHeight || box.top < height + GAP_PX;
  tip.style.left = `${left}px`;
  tip.style.top = `${fits ? below : box.top - height - GAP_PX}px`;
}
