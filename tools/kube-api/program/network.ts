/** What can be seen of a container on the network. */

/** How to find out whether a pod is ready. */
export type Probe =
  | { kind: "http"; port: number; path: string; https: boolean; headers: Record<string, string> }
  | { kind: "tcp"; ports: number[] };

/** The address that a name has: Docker answers for containers that run, and for those alone. */
export async function resolve(name: string): Promise<string | undefined> {
  try {
    // What it does not know itself it asks others about, who may take long.
    const signal = AbortSignal.timeout(1000);
    return (await Deno.resolveDns(name, "A", { signal })).find(isNear);
  } catch {
    return undefined;
  }
}

/** Whether an address is in a network of one's own: a name that no container has may be one elsewhere. */
function isNear(address: string): boolean {
  return Deno.networkInterfaces().some(({ family, address: own, netmask }) =>
    family === "IPv4" && !own.startsWith("127.") &&
    (bitsOf(own) & bitsOf(netmask)) === (bitsOf(address) & bitsOf(netmask))
  );
}

function bitsOf(address: string): number {
  return address.split(".").reduce((bits, part) => (bits << 8) | Number(part), 0);
}

/** Whether what is at an address answers as all of its probes want; without one, whoever runs is ready. */
export async function isReady(address: string, probes: readonly Probe[]): Promise<boolean> {
  const answers = await Promise.all(probes.map((probe) => answersTo(probe, address)));
  return answers.every(Boolean);
}

async function answersTo(probe: Probe, address: string): Promise<boolean> {
  if (probe.kind === "tcp") {
    const all = await Promise.all(probe.ports.map((port) => accepts(address, port)));
    return all.every(Boolean);
  }
  // A certificate is nothing that a probe looks at, and a program cannot leave that out here.
  if (probe.https) return await accepts(address, probe.port);
  try {
    const response = await fetch(`http://${address}:${probe.port}${probe.path}`, {
      headers: probe.headers,
      redirect: "manual",
      signal: AbortSignal.timeout(2000),
    });
    await response.body?.cancel();
    return response.status >= 200 && response.status < 400;
  } catch {
    return false;
  }
}

async function accepts(hostname: string, port: number): Promise<boolean> {
  try {
    const connection = await Promise.race([
      Deno.connect({ hostname, port }),
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 2000)),
    ]);
    connection?.close();
    return connection !== undefined;
  } catch {
    return false;
  }
}
