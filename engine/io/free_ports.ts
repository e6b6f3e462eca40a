/**
 * Which ports of this machine are free.
 *
 * @module
 */

const HERE = "127.0.0.1";

/** Whether Deno may look at this machine's ports. */
export function mayLookAtPorts(): boolean {
  return Deno.permissions.querySync({ name: "net", host: HERE }).state === "granted";
}

/**
 * Whether nobody listens at a port. Where Deno may not look, it counts as free; so does one that this user may not listen
 * at, if nobody answers there: Docker may. Of UDP nobody can tell who does not answer.
 */
export async function isFreePort(port: number, protocol: "tcp" | "udp"): Promise<boolean> {
  const { state } = Deno.permissions.querySync({ name: "net", host: `${HERE}:${port}` });
  if (state !== "granted" || protocol === "udp") return true;
  if (await answers(port)) return false;
  try {
    using _listener = Deno.listen({ port, hostname: HERE });
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.AddrInUse);
  }
}

async function answers(port: number): Promise<boolean> {
  return await Deno.connect({ port, hostname: HERE }).then((connection) => {
    connection.close();
    return true;
  }, () => false);
}
