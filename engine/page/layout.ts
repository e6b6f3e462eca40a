/**
 * Where everything is drawn.
 *
 * Each namespace is laid out by itself, and within it whatever hangs together: from the way in on the left to the data on
 * the right. What would take its time, since much leads to much, stands in columns by how far from the way in it is.
 *
 * @module
 */

import dagre from "@dagrejs/dagre";
import { aboutOf, type Topology, type TopologyEdge, type TopologyNode } from "./topology.ts";

/** A point of the drawing. */
export interface Point {
  /** From the left. */
  x: number;
  /** From the top. */
  y: number;
}

/** A rectangle of the drawing, by its top left corner. */
export interface Box extends Point {
  /** How wide it is. */
  width: number;
  /** How high it is. */
  height: number;
}

/** A node, and where it is. */
export interface PlacedNode extends Box {
  /** What is drawn. */
  node: TopologyNode;
}

/** An edge, and the way that it takes. */
export interface PlacedEdge {
  /** What is drawn. */
  edge: TopologyEdge;
  /** From the border of one node to that of the other. */
  points: Point[];
}

/** A namespace, and where it is. */
export interface PlacedNamespace extends Box {
  /** Its name; empty for the project as a whole. */
  name: string;
}

/** A drawing without its strokes. */
export interface Layout {
  /** How wide all of it is. */
  width: number;
  /** How high all of it is. */
  height: number;
  /** Nodes. */
  nodes: PlacedNode[];
  /** Edges. */
  edges: PlacedEdge[];
  /** Namespaces. */
  namespaces: PlacedNamespace[];
}

/** Space around what belongs together, and for the name of a namespace. */
const [MARGIN, TITLE, GAP, BETWEEN] = [20, 34, 24, 64];

/** What laying out may cost, as nodes times edges: of one part, and of all together. A thousand cost about 30 ms. */
const [MOST_OF_PART, MOST_OF_ALL] = [12_000, 30_000];

/** More in a column than this begin another one. */
const COLUMN = 14;

/** How much wider than high a drawing should be. */
const ASPECT = 1.7;

/** Lays a topology out. */
export function layOut({ nodes, edges }: Topology): Layout {
  const boxes = new Map(nodes.map((node) => [node.id, { node, x: 0, y: 0, ...sizeOf(node) }]));
  const within = (edge: TopologyEdge) =>
    boxes.get(edge.from)!.node.namespace === boxes.get(edge.to)!.node.namespace;
  const ways = new Map<TopologyEdge, Point[]>();
  const byNamespace = Map.groupBy(nodes, ({ namespace }) => namespace);
  const inner = Map.groupBy(edges.filter(within), ({ from }) => boxes.get(from)!.node.namespace);
  let budget = MOST_OF_ALL;
  const areas = [...byNamespace].map(([name, members]) => {
    const parts = partsOf(members, inner.get(name) ?? []).map((part) => {
      const cost = part.nodes.length * part.edges.length;
      const isCheap = cost <= MOST_OF_PART && cost <= budget;
      if (isCheap) budget -= cost;
      return isCheap && part.edges.length > 0
        ? placeByDagre(part, boxes, ways)
        : placeInColumns(part, boxes);
    });
    const size = pack(parts, GAP);
    return { name, size, move: (by: Point) => parts.forEach((part) => part.move(by)) };
  });
  const framed = areas.map(({ name, size, move }) => ({
    name,
    width: Math.max(size.width, name.length * 8) + 2 * MARGIN,
    height: size.height + MARGIN + TITLE,
    move: ({ x, y }: Point) => move({ x: x + MARGIN, y: y + TITLE }),
  }));
  const at = new Map<string, Point>();
  const all = pack(
    framed.map((area) => ({
      ...area,
      move(by: Point) {
        at.set(area.name, add(at.get(area.name) ?? ORIGIN, by));
        area.move(by);
      },
    })),
    BETWEEN,
  );
  return {
    width: all.width,
    height: all.height,
    nodes: [...boxes.values()],
    edges: edges.map((edge) => ({
      edge,
      points: ways.get(edge) ?? straight(boxes.get(edge.from)!, boxes.get(edge.to)!),
    })),
    namespaces: framed.map(({ name, width, height }) => ({
      name,
      ...at.get(name) ?? ORIGIN,
      width,
      height,
    })),
  };
}

/** Nodes that hang together, and what leads from one to another of them. */
interface Part {
  nodes: TopologyNode[];
  edges: TopologyEdge[];
}

/** Something that can be moved as a whole. */
interface Block {
  width: number;
  height: number;
  move(by: Point): void;
}

type Boxes = ReadonlyMap<string, PlacedNode>;

const ORIGIN: Point = { x: 0, y: 0 };

function add(one: Point, other: Point): Point {
  return { x: one.x + other.x, y: one.y + other.y };
}

function sizeOf(node: TopologyNode): { width: number; height: number } {
  const { name, kind } = node;
  const letters = Math.max(name.length * 8.6, aboutOf(node).length * 6.8);
  return {
    width: Math.round(Math.min(Math.max(letters + 44, 130), 260)),
    height: kind === "pod" ? 52 : 40,
  };
}

/** Nodes by what they hang together with, the largest first; those that nothing leads to stand in one. */
function partsOf(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): Part[] {
  const neighbours = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    neighbours.get(from)!.push(to);
    neighbours.get(to)!.push(from);
  }
  const partOf = new Map<string, number>();
  let count = 0;
  for (const { id } of nodes) {
    if (partOf.has(id)) continue;
    const number = neighbours.get(id)!.length === 0 ? -1 : count++;
    const open = [id];
    partOf.set(id, number);
    for (const next of open) {
      for (const other of neighbours.get(next)!) {
        if (partOf.has(other)) continue;
        partOf.set(other, number);
        open.push(other);
      }
    }
  }
  const parts = Map.groupBy(nodes, ({ id }) => partOf.get(id)!);
  const edgesOf = Map.groupBy(edges, ({ from }) => partOf.get(from)!);
  const lonely = parts.get(-1);
  parts.delete(-1);
  return [
    ...[...parts].map(([number, nodes]) => ({ nodes, edges: edgesOf.get(number)! }))
      .sort((a, b) => b.nodes.length - a.nodes.length),
    ...lonely ? [{ nodes: lonely, edges: [] }] : [],
  ];
}

function placeByDagre(part: Part, boxes: Boxes, ways: Map<TopologyEdge, Point[]>): Block {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 72, edgesep: 12 });
  for (const { id } of part.nodes) {
    const { width, height } = boxes.get(id)!;
    graph.setNode(id, { width, height });
  }
  for (const { from, to, kind } of part.edges) graph.setEdge(from, to, {}, kind);
  dagre.layout(graph);
  for (const { id } of part.nodes) {
    const box = boxes.get(id)!;
    const { x = 0, y = 0 } = graph.node(id) as Partial<Point>;
    Object.assign(box, { x: x - box.width / 2, y: y - box.height / 2 });
  }
  const own = part.edges.map((edge) => {
    const { points } = graph.edge(edge.from, edge.to, edge.kind) as { points: Point[] };
    ways.set(edge, points.map(({ x, y }) => ({ x, y })));
    return edge;
  });
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  return {
    width,
    height,
    move(by) {
      moveAll(part.nodes, boxes, by);
      for (const edge of own) ways.set(edge, ways.get(edge)!.map((point) => add(point, by)));
    },
  };
}

/** Columns by how far from what nothing leads to: quick, whatever leads where. */
function placeInColumns(part: Part, boxes: Boxes): Block {
  const ranks = ranksOf(part);
  const byRank = Map.groupBy(part.nodes, ({ id }) => ranks.get(id) ?? 0);
  const high = part.edges.length > 0
    ? COLUMN
    : Math.max(4, Math.ceil(Math.sqrt(part.nodes.length * 2)));
  const [across, down] = part.edges.length > 0 ? [72, 18] : [GAP, 18];
  let [x, height] = [0, 0];
  for (const rank of [...byRank.keys()].sort((a, b) => a - b)) {
    const members = byRank.get(rank)!;
    for (let first = 0; first < members.length; first += high) {
      const column = members.slice(first, first + high).map(({ id }) => boxes.get(id)!);
      let y = 0;
      for (const box of column) {
        Object.assign(box, { x, y });
        y += box.height + down;
      }
      height = Math.max(height, y - down);
      x += Math.max(...column.map(({ width }) => width)) + across;
    }
  }
  return { width: x - across, height, move: (by) => moveAll(part.nodes, boxes, by) };
}

/** How far each is from what nothing leads to; what only circles lead to is in the first column. */
function ranksOf({ nodes, edges }: Part): Map<string, number> {
  const next = Map.groupBy(edges, ({ from }) => from);
  const led = new Set(edges.map(({ to }) => to));
  const ranks = new Map<string, number>();
  const starts = nodes.filter(({ id }) => !led.has(id));
  const open = (starts.length > 0 ? starts : nodes.slice(0, 1)).map(({ id }) => id);
  for (const id of open) ranks.set(id, 0);
  for (const id of open) {
    for (const { to } of next.get(id) ?? []) {
      if (ranks.has(to)) continue;
      ranks.set(to, ranks.get(id)! + 1);
      open.push(to);
    }
  }
  return ranks;
}

function moveAll(nodes: readonly TopologyNode[], boxes: Boxes, by: Point): void {
  for (const { id } of nodes) {
    const box = boxes.get(id)!;
    Object.assign(box, add(box, by));
  }
}

/** Puts blocks into rows, so that all of it is about as wide as a screen, and says how large that is. */
function pack(blocks: readonly Block[], gap: number): { width: number; height: number } {
  const area = blocks.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const widest = Math.max(0, ...blocks.map(({ width }) => width));
  const most = Math.max(widest, Math.sqrt(area * ASPECT));
  let [x, y, row, width] = [0, 0, 0, 0];
  for (const block of blocks) {
    if (x > 0 && x + block.width > most) [x, y, row] = [0, y + row + gap, 0];
    block.move({ x, y });
    x += block.width + gap;
    row = Math.max(row, block.height);
    width = Math.max(width, x - gap);
  }
  return { width, height: y + row };
}

/** A way between two boxes that nothing was asked about. */
function straight(from: Box, to: Box): Point[] {
  const isLeft = from.x + from.width <= to.x;
  const isRight = to.x + to.width <= from.x;
  if (isLeft || isRight) {
    const [start, end] = isLeft ? [from.x + from.width, to.x] : [from.x, to.x + to.width];
    const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
    const middle = (start + end) / 2;
    return [{ x: start, y: y1 }, { x: middle, y: y1 }, { x: middle, y: y2 }, { x: end, y: y2 }];
  }
  const isAbove = from.y < to.y;
  const [start, end] = isAbove ? [from.y + from.height, to.y] : [from.y, to.y + to.height];
  const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
  const middle = (start + end) / 2;
  return [{ x: x1, y: start }, { x: x1, y: middle }, { x: x2, y: middle }, { x: x2, y: end }];
}
