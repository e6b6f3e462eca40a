/// <reference lib="dom" />
/**
 * The drawing: larger and smaller, and what leads where.
 *
 * @module
 */

import { byId } from "./dom.ts";

/** The drawing of the page. */
export class Drawing {
  readonly #svg: SVGSVGElement;
  readonly #frame: HTMLElement;
  readonly #all: string;
  readonly #nodes: SVGElement[];
  readonly #edges: SVGElement[];
  readonly #areas: SVGElement[];
  #scale = 0;

  /** Takes the one that stands in the page. */
  constructor() {
    this.#frame = byId("drawing");
    this.#svg = this.#frame.querySelector("svg")!;
    this.#all = this.#svg.getAttribute("viewBox")!;
    const every = (selector: string) => [...this.#svg.querySelectorAll<SVGElement>(selector)];
    this.#nodes = every(".node");
    this.#edges = every(".edge");
    this.#areas = every(".namespace");
    byId("larger").addEventListener("click", () => this.#zoom(this.#shown() * 1.3));
    byId("smaller").addEventListener("click", () => this.#zoom(this.#shown() / 1.3));
    byId("fit").addEventListener("click", () => this.#zoom(0));
    for (const node of this.#nodes) {
      const light = () => this.#light(node.dataset.id);
      const dark = () => this.#light(undefined);
      node.addEventListener("pointerenter", light);
      node.addEventListener("focus", light);
      node.addEventListener("pointerleave", dark);
      node.addEventListener("blur", dark);
    }
    for (const area of this.#areas) {
      area.querySelector("text")?.addEventListener("click", () => {
        const filter = byId<HTMLSelectElement>("namespace");
        const { namespace = "" } = area.dataset;
        filter.value = filter.value === namespace ? "" : namespace;
        filter.dispatchEvent(new Event("change"));
      });
    }
    this.#zoom(0);
    // What fits goes on to fit.
    new ResizeObserver(() => this.#scale === 0 && this.#zoom(0)).observe(this.#frame);
  }

  /** Shows one namespace alone, or all where it is empty, and dims what is not among some services. */
  filter(services: ReadonlySet<string> | undefined, namespace: string): void {
    const isIn = (element: SVGElement) =>
      namespace === "" || element.dataset.namespace === namespace;
    for (const element of [...this.#nodes, ...this.#areas]) {
      element.classList.toggle("away", !isIn(element));
    }
    const away = new Set(
      this.#nodes.filter((node) => !isIn(node)).map((node) => node.dataset.id),
    );
    for (const edge of this.#edges) {
      const isAway = away.has(edge.dataset.from) || away.has(edge.dataset.to);
      edge.classList.toggle("away", isAway);
    }
    for (const node of this.#nodes) {
      const name = node.dataset.id?.replace(/^service:/, "");
      node.classList.toggle("unfound", services !== undefined && !services.has(name ?? ""));
    }
    const area = this.#areas.find((one) => one.dataset.namespace === namespace);
    const rect = namespace === "" ? undefined : area?.querySelector("rect");
    const box = ["x", "y", "width", "height"].map((key) => Number(rect?.getAttribute(key) ?? 0));
    const [x, y, width, height] = box;
    const around = `${x - 12} ${y - 12} ${width + 24} ${height + 24}`;
    this.#svg.setAttribute("viewBox", rect ? around : this.#all);
    this.#zoom(0);
  }

  /** Shows what leads to a node and from it. */
  #light(id: string | undefined): void {
    this.#svg.classList.toggle("lit", id !== undefined);
    for (const element of this.#svg.querySelectorAll(".on")) element.classList.remove("on");
    if (id === undefined) return;
    const on = new Set([id]);
    for (const edge of this.#edges) {
      const { from = "", to = "" } = edge.dataset;
      if (from !== id && to !== id) continue;
      edge.classList.add("on");
      on.add(from).add(to);
    }
    for (const node of this.#nodes) {
      if (on.has(node.dataset.id ?? "")) node.classList.add("on");
    }
  }

  /** How large it is now. */
  #shown(): number {
    return this.#svg.getBoundingClientRect().width / this.#size()[0];
  }

  #size(): [width: number, height: number] {
    const [, , width, height] = this.#svg.getAttribute("viewBox")!.split(" ").map(Number);
    return [width, height];
  }

  /** Draws it so many times as large as it is; 0 fits it in. */
  #zoom(scale: number): void {
    this.#scale = scale === 0 ? 0 : Math.min(Math.max(scale, 0.05), 3);
    const [width, height] = this.#size();
    const room = this.#frame.clientWidth || 800;
    // What is small need not be larger than it is, and what is large is moved about in.
    const shown = this.#scale || Math.min(1, Math.max(room / width, 0.3));
    this.#svg.setAttribute("width", String(Math.round(width * shown)));
    this.#svg.setAttribute("height", String(Math.round(height * shown)));
  }
}
