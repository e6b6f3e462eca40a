import { cpuUsage } from "node:process";
import { assert, assertEquals } from "@std/assert";
import { manyServices } from "./_testing.ts";
import { type Box, layOut } from "./layout.ts";
import { drawnTopology } from "./model.ts";
import { renderPage } from "./mod.ts";
import type { Topology } from "./topology.ts";

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function graph(count: number, edges: [number, number][], namespaceOf = (_: number) => "shop") {
  const id = (index: number) => `service:n${index}`;
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: id(index),
    kind: "pod" as const,
    name: `n${index}`,
    namespace: namespaceOf(index),
    detail: "Deployment",
    services: [`n${index}`],
  }));
  return {
    nodes,
    edges: edges.map(([from, to]) => ({
      from: id(from),
      to: id(to),
      kind: "call" as const,
      why: [],
    })),
    namespaces: ["shop"],
  } satisfies Topology;
}

Deno.test("layOut() puts nothing over anything else, whatever leads where", () => {
  const dense = Array.from({ length: 1800 }, (_, index): [number, number] => [
    index % 60,
    (index * 7 + Math.floor(index / 60)) % 60,
  ]);
  const cases = [
    graph(1, []),
    graph(7, []),
    graph(3, [[0, 1], [1, 2], [2, 0], [1, 1]]),
    graph(60, dense),
    graph(40, [[0, 1], [1, 2], [39, 0]], (index) => `ns${index % 3}`),
  ];
  for (const topology of cases) {
    const { nodes, edges, namespaces, width, height } = layOut(topology);
    for (const [index, node] of nodes.entries()) {
      assert(nodes.slice(index + 1).every((other) => !overlap(node, other)), node.node.name);
      const own = namespaces.find(({ name }) => name === node.node.namespace)!;
      assert(node.x >= own.x && node.x + node.width <= own.x + own.width);
      assert(node.y >= own.y && node.y + node.height <= own.y + own.height);
      assert(node.x + node.width <= width && node.y + node.height <= height);
    }
    assertEquals(edges.length, topology.edges.length);
    assert(
      edges.every(({ points }) => points.length > 1 && points.every(({ x, y }) => x + y > -9e9)),
    );
  }
});

Deno.test("layOut() comes to the same when it is asked twice", () => {
  const draw = () => JSON.stringify(layOut(drawnTopology(manyServices(120))));
  assertEquals(draw(), draw());
});

Deno.test("renderPage() takes about so many times as long as there are more services", () => {
  const time = (count: number) => {
    const input = manyServices(count);
    const { user: start } = cpuUsage();
    renderPage(input);
    return (cpuUsage().user - start) / 1000;
  };
  time(100);
  const [few, many] = [Math.min(time(250), time(250)), time(1000)];
  assert(many < few * 4 * 3, `${few} ms for 250, ${many} ms for 1000`);
});
