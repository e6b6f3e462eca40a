/**
 * A drawing as SVG.
 *
 * @module
 */

import { escaped } from "./escape.ts";
import type { Layout, PlacedEdge, PlacedNamespace, PlacedNode, Point } from "./layout.ts";
import { aboutOf, type TopologyEdge } from "./topology.ts";

/** How a drawing is made. */
export interface SvgOptions {
  /** What it shows, for who can't see it. */
  title: string;
  /** Rules for its looks, where it does not stand in a page that has them. */
  style?: string;
  /** Whether its nodes lead to their places in a page. */
  links?: boolean;
  /** Whether there is something to be said of a node, and how bad that is. */
  severityOf?: (id: string) => string | undefined;
}

const EDGE = { route: "leads to", call: "calls", mount: "keeps data in" } as const;

/** How wide a letter is, of a name and of what stands below it. */
const [NAME, ABOUT] = [8.4, 6.6];

/** Space around all of it. */
const MARGIN = 16;

/** A drawing as the text of an SVG image. */
export function renderSvg(layout: Layout, options: SvgOptions): string {
  const { nodes, edges, namespaces } = layout;
  const [width, height] = [layout.width, layout.height].map((size) => Math.ceil(size + 2 * MARGIN));
  const names = new Map(nodes.map(({ node }) => [node.id, node.name]));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${
      escaped(options.title)
    }">`,
    `<title>${escaped(options.title)}</title>`,
    ...options.style ? [`<style>${options.style}</style>`] : [],
    "<defs>",
    ...Object.keys(EDGE).map((kind) =>
      `<marker id="arrow-${kind}" class="arrow ${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.5 7.5 4 0 7.5z"/></marker>`
    ),
    "</defs>",
    ...namespaces.map(renderNamespace),
    '<g class="edges">',
    ...edges.map((placed) => renderEdge(placed, names)),
    "</g>",
    ...nodes.map((placed) => renderNode(placed, options)),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

function renderNamespace({ name, x, y, width, height }: PlacedNamespace): string {
  const isProject = name === "";
  return `<g class="namespace${isProject ? " whole" : ""}" data-namespace="${escaped(name)}">${
    rect({ x, y, width, height }, 10)
  }<text x="${n(x + 20)}" y="${n(y + 22)}">${
    escaped(shortened(isProject ? "project" : name, width - 30, 7.5))
  }</text></g>`;
}

function renderEdge({ edge, points }: PlacedEdge, names: ReadonlyMap<string, string>): string {
  const [from, to] = [edge.from, edge.to].map((id) => names.get(id)!);
  const why = edge.why.slice(0, 4).join(", ") + (edge.why.length > 4 ? ", …" : "");
  return `<path class="edge ${edge.kind}" data-from="${escaped(edge.from)}" data-to="${
    escaped(edge.to)
  }" d="${curve(points)}" marker-end="url(#arrow-${edge.kind})"><title>${
    escaped(`${from} ${said(edge)} ${to}: ${why}`)
  }</title></path>`;
}

function said({ kind }: TopologyEdge): string {
  return EDGE[kind];
}

function renderNode({ node, x, y, width, height }: PlacedNode, options: SvgOptions): string {
  const { id, kind, name, services } = node;
  const severity = options.severityOf?.(id);
  const room = width - 40;
  const about = aboutOf(node);
  const middle = y + height / 2;
  const isLink = options.links === true && kind === "pod";
  const attributes = `class="node ${kind}" data-id="${escaped(id)}" data-namespace="${
    escaped(node.namespace)
  }"`;
  const content = [
    // What is seen is what is heard; the whole of it, where a part is not seen.
    ...shortened(name, room, NAME) === name ? [] : [`<title>${escaped(name)}</title>`],
    rect({ x, y, width, height }, kind === "host" ? height / 2 : 8),
    icon(kind, x + 14, middle),
    about === ""
      ? `<text class="name" x="${n(x + 32)}" y="${n(middle + 4.5)}">${
        escaped(shortened(name, room, NAME))
      }</text>`
      : `<text class="name" x="${n(x + 32)}" y="${n(middle - 3)}">${
        escaped(shortened(name, room, NAME))
      }</text><text class="about" x="${n(x + 32)}" y="${n(middle + 13)}">${
        escaped(shortened(about, room, ABOUT))
      }</text>`,
    ...severity === undefined ? [] : [
      `<circle class="dot ${severity}" cx="${n(x + width - 11)}" cy="${
        n(y + 11)
      }" r="4.5"><title>${severity}</title></circle>`,
    ],
  ].join("");
  return isLink
    ? `<a ${attributes} href="#service=${escaped(encodeURIComponent(services[0]))}">${content}</a>`
    : `<g ${attributes}>${content}</g>`;
}

/** A sign of what it is, around a point on the left. */
function icon(kind: string, x: number, y: number): string {
  const shape = {
    host: `M${n(x - 3)} ${n(y)}a6 6 0 1 0 12 0a6 6 0 1 0-12 0M${n(x - 3)} ${n(y)}h12M${n(x + 3)} ${
      n(y - 6)
    }c-4 4-4 8 0 12c4-4 4-8 0-12`,
    pod: `M${n(x - 2)} ${n(y - 3)}l5-3 5 3v6l-5 3-5-3zM${n(x - 2)} ${n(y - 3)}l5 3 5-3M${
      n(x + 3)
    } ${n(y)}v6`,
    volume: `M${n(x - 2)} ${n(y - 5)}c0-3 11-3 11 0v10c0 3-11 3-11 0zc0 3 11 3 11 0`,
  }[kind];
  return `<path class="icon" d="${shape}"/>`;
}

function rect(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  radius: number,
) {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${
    n(radius)
  }"/>`;
}

/** A smooth way through points. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const at = ({ x, y }: Point) => `${n(x)} ${n(y)}`;
  if (rest.length < 2) return `M${at(first)}L${rest.map(at).join(" ")}`;
  let way = `M${at(first)}`;
  rest.slice(0, -1).forEach((point, index) => {
    const next = rest[index + 1];
    const isLast = index === rest.length - 2;
    const end = isLast ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    way += `Q${at(point)} ${at(end)}`;
  });
  return way;
}

/** A text that fits into a width, by how wide a letter is. */
function shortened(text: string, width: number, letter: number): string {
  const letters = [...text];
  const most = Math.max(4, Math.floor(width / letter));
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}

/** A number without what nobody sees. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}
