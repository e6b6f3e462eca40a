/**
 * Fields that these kinds have. What else an object says is said to be left out.
 *
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  type Manifest,
  type ManifestsByKind,
} from "@dekube/engine/pacts";

/** What a field may hold: anything, or fields of these names; those of a list's items stand for the list. */
type Fields = true | { readonly [name: string]: Fields };

/** Fields that hold anything. */
function leaves<N extends string>(...names: N[]): Record<N, true> {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<N, true>;
}

const PARENT = leaves("group", "kind", "namespace", "name", "sectionName", "port");
const OBJECT = leaves("group", "kind", "namespace", "name");
const BACKEND = { ...OBJECT, ...leaves("port") };
const HEADERS = {
  set: leaves("name", "value"),
  add: leaves("name", "value"),
  remove: true,
} as const;
const PATH = leaves("type", "replaceFullPath", "replacePrefixMatch");
const VALUE = leaves("type", "name", "value");
const SELECTED = { namespaces: { from: true, selector: true } } as const;

const FILTER: Fields = {
  type: true,
  requestHeaderModifier: HEADERS,
  responseHeaderModifier: HEADERS,
  requestRedirect: { ...leaves("scheme", "hostname", "port", "statusCode"), path: PATH },
  urlRewrite: { hostname: true, path: PATH },
  requestMirror: {
    backendRef: BACKEND,
    percent: true,
    fraction: leaves("numerator", "denominator"),
  },
  cors: leaves(
    ...["allowOrigins", "allowCredentials", "allowMethods", "allowHeaders", "exposeHeaders"],
    "maxAge",
  ),
  externalAuth: {
    protocol: true,
    backendRef: BACKEND,
    http: leaves("path", "allowedHeaders", "allowedResponseHeaders"),
    grpc: leaves("allowedHeaders"),
    forwardBody: leaves("maxSize"),
  },
  extensionRef: leaves("group", "kind", "name"),
};

const BACKENDS: Fields = { ...BACKEND, weight: true, filters: FILTER };
const SESSION: Fields = true;

const LISTENER: Fields = {
  ...leaves("name", "hostname", "port", "protocol"),
  tls: { mode: true, certificateRefs: OBJECT, options: true },
  allowedRoutes: { ...SELECTED, kinds: leaves("group", "kind") },
};
const VALIDATION: Fields = { mode: true, caCertificateRefs: OBJECT };
const STREAM: Fields = {
  spec: {
    parentRefs: PARENT,
    hostnames: true,
    rules: { name: true, backendRefs: { ...BACKEND, weight: true } },
  },
};

const KNOWN: Readonly<Record<string, Fields>> = {
  GatewayClass: { spec: leaves("controllerName", "description", "parametersRef") },
  Gateway: {
    spec: {
      gatewayClassName: true,
      listeners: LISTENER,
      addresses: leaves("type", "value"),
      infrastructure: leaves("labels", "annotations", "parametersRef"),
      allowedListeners: SELECTED,
      tls: {
        backend: { clientCertificateRef: OBJECT },
        frontend: {
          default: { validation: VALIDATION },
          perPort: { port: true, tls: { validation: VALIDATION } },
        },
      },
    },
  },
  ListenerSet: { spec: { parentRef: OBJECT, listeners: LISTENER } },
  HTTPRoute: {
    spec: {
      parentRefs: PARENT,
      hostnames: true,
      rules: {
        name: true,
        matches: {
          path: leaves("type", "value"),
          headers: VALUE,
          queryParams: VALUE,
          method: true,
        },
        filters: FILTER,
        backendRefs: BACKENDS,
        timeouts: leaves("request", "backendRequest"),
        retry: leaves("codes", "attempts", "backoff"),
        sessionPersistence: SESSION,
      },
    },
  },
  GRPCRoute: {
    spec: {
      parentRefs: PARENT,
      hostnames: true,
      rules: {
        name: true,
        matches: { method: leaves("type", "service", "method"), headers: VALUE },
        filters: FILTER,
        backendRefs: BACKENDS,
        sessionPersistence: SESSION,
      },
    },
  },
  ReferenceGrant: { spec: { from: leaves("group", "kind", "namespace"), to: OBJECT } },
  BackendTLSPolicy: {
    spec: {
      targetRefs: leaves("group", "kind", "name", "sectionName"),
      targetRef: leaves("group", "kind", "name", "namespace", "sectionName"),
      tls: {
        ...leaves("wellKnownCACerts", "hostname"),
        caCertRefs: leaves("group", "kind", "name"),
      },
      validation: {
        caCertificateRefs: leaves("group", "kind", "name"),
        wellKnownCACertificates: true,
        hostname: true,
        subjectAltNames: leaves("type", "hostname", "uri"),
      },
      options: true,
    },
  },
  TCPRoute: STREAM,
  UDPRoute: STREAM,
  TLSRoute: STREAM,
};

/** What Kubernetes itself has in each object, and what controllers write. */
const EVERYWHERE = leaves("apiVersion", "kind", "metadata", "status");

/** Says which fields of objects nobody knows. */
export function reportUnknownFields(
  manifests: ManifestsByKind,
  ctx: Pick<ConvertContext, "report">,
): void {
  for (const manifest of [...manifests.values()].flat()) {
    const fields = { ...EVERYWHERE, ...KNOWN[manifest.kind] as object };
    for (const path of unknownFields(manifest, fields, "")) {
      ctx.report(manifest, path).warn(
        "unknown-field",
        `${manifest.kind} is not known to have this field, so it is left out`,
      );
    }
  }
}

function* unknownFields(value: unknown, fields: Fields, path: string): Iterable<string> {
  if (fields === true || value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* unknownFields(item, fields, `${path}[${index}]`);
    }
  } else if (isMapping(value as Manifest)) {
    for (const [name, item] of Object.entries(value as object)) {
      const place = path === "" ? name : `${path}.${name}`;
      if (!Object.hasOwn(fields, name)) {
        if (item !== null) yield place;
      } else yield* unknownFields(item, fields[name], place);
    }
  }
}
