/**
 * What takes the place of the Elastic Stack's resources.
 *
 * @module
 */

import { type ControllerContext, type Manifest, ObjectIndex } from "@dekube/engine/pacts";
import { APM_PORT, apmObjects, PROGRAM as APM_PROGRAM } from "./apm_server.ts";
import { Stack } from "./association.ts";
import { beatObjects } from "./beat.ts";
import { elasticsearchObjects, HTTP_PORT, PROGRAM as ES_PROGRAM } from "./elasticsearch.ts";
import { type Endpoint, endpointOf } from "./http.ts";
import { KIBANA_PORT, kibanaObjects, PROGRAM as KIBANA_PROGRAM } from "./kibana.ts";
import {
  APM_SERVER,
  BEAT,
  ELASTICSEARCH,
  ENTERPRISE_SEARCH,
  KIBANA,
  LOGSTASH,
  MAPS_SERVER,
  PACKAGE_REGISTRY,
} from "./kinds.ts";
import { logstashObjects } from "./logstash.ts";
import { type Program, readResource } from "./resource.ts";
import { MAPS, REGISTRY, SEARCH, smallServerObjects } from "./small_servers.ts";

type Make = (
  endpoint: Endpoint,
  stack: Stack,
  made: Map<Manifest, Manifest[]>,
) => Manifest[];

/** Programs that answer HTTP. */
const SERVERS: readonly (readonly [kind: string, Program, port: number, Make])[] = [
  ...[
    [PACKAGE_REGISTRY, REGISTRY] as const,
    [MAPS_SERVER, MAPS] as const,
    [ENTERPRISE_SEARCH, SEARCH] as const,
  ].map(([kind, server]) =>
    [
      kind,
      server,
      server.port,
      (endpoint: Endpoint, stack: Stack, made: Map<Manifest, Manifest[]>) =>
        smallServerObjects(server, endpoint, stack, made),
    ] as const
  ),
  [KIBANA, KIBANA_PROGRAM, KIBANA_PORT, kibanaObjects],
  [APM_SERVER, APM_PROGRAM, APM_PORT, apmObjects],
];

/** New objects by the resource whose place they take. */
export async function controller(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Promise<Map<Manifest, Manifest[]>> {
  const objects = new ObjectIndex(manifests);
  const stack = new Stack(objects, ctx);
  const made = new Map<Manifest, Manifest[]>();
  // Who refers to another has to know where it is.
  for (
    const [kind, program, port] of [[ELASTICSEARCH, ES_PROGRAM, HTTP_PORT] as const, ...SERVERS]
  ) {
    for (const manifest of objects.of(kind)) {
      made.set(manifest, []);
      const resource = readResource(manifest, program, ctx);
      const endpoint = resource && endpointOf(resource, port, objects, ctx);
      if (endpoint) stack.endpoints.set(manifest, endpoint);
    }
  }
  for (const manifest of objects.of(BEAT)) made.set(manifest, beatObjects(manifest, stack));
  for (const manifest of objects.of(LOGSTASH)) made.set(manifest, logstashObjects(manifest, stack));
  // Those before have asked these for users and certificates: Elasticsearch comes last, which all others ask.
  for (const [kind, , , make] of SERVERS.toReversed()) {
    for (const [manifest, endpoint] of endpointsOf(kind)) {
      made.set(manifest, make(endpoint, stack, made));
    }
  }
  for (const [manifest, endpoint] of endpointsOf(ELASTICSEARCH)) {
    made.set(
      manifest,
      await elasticsearchObjects(endpoint, stack.usersOf(manifest), stack.beatsOf(manifest), {
        objects,
        made,
        ctx,
      }),
    );
  }
  return made;

  function endpointsOf(kind: string): (readonly [Manifest, Endpoint])[] {
    return objects.of(kind).flatMap((manifest) => {
      const endpoint = stack.endpoints.get(manifest);
      return endpoint ? [[manifest, endpoint] as const] : [];
    });
  }
}
