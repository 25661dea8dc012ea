// On a wide screen each talk stands beside its words, below the one before where there is no room; elsewhere they are a list.

const wide = matchMedia("(min-width: 75rem)");
const GAP = 12;

export class Layout {
  // `tops()` answers how far down the window each item of a list wants to stand: [[li, top or null]], in their order.
  constructor(tops) {
    this.tops = tops;
    this.isDue = false;
    this.sizes = new ResizeObserver(() => this.soon());
    wide.addEventListener("change", () => this.soon());
    addEventListener("resize", () => this.soon());
  }

  // Once before the next picture, however often it is asked.
  soon() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.#lay();
    });
  }

  #lay() {
    const items = this.tops();
    if (!items.length) return;
    for (const [item] of items) this.sizes.observe(item);
    // First all is read, then all is written, so that the browser lays out once.
    const start = items[0][0].parentElement.getBoundingClientRect().top;
    const heights = items.map(([item]) => item.offsetHeight);
    let bottom = -GAP;
    for (const [index, [item, top]] of items.entries()) {
      const flow = bottom + GAP;
      const push = wide.matches && top !== null ? Math.max(0, Math.round(top - start - flow)) : 0;
      const margin = index || push ? `${push + (index ? GAP : 0)}px` : "";
      if (item.style.marginBlockStart !== margin) item.style.marginBlockStart = margin;
      bottom = flow + push + heights[index];
    }
  }
}
