/**
 * Fields that these kinds have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { GROUP } from "./group.ts";

const PARENT = leaves("group kind namespace name sectionName port");
const OBJECT = leaves("group kind namespace name");
const BACKEND = { ...OBJECT, ...leaves("port") };
const HEADERS = {
  set: leaves("name value"),
  add: leaves("name value"),
  remove: true,
} as const;
const PATH = leaves("type replaceFullPath replacePrefixMatch");
const VALUE = leaves("type name value");
const SELECTED = { namespaces: { from: true, selector: true } } as const;

const FILTER: FieldNames = {
  type: true,
  requestHeaderModifier: HEADERS,
  responseHeaderModifier: HEADERS,
  requestRedirect: { ...leaves("scheme hostname port statusCode"), path: PATH },
  urlRewrite: { hostname: true, path: PATH },
  requestMirror: {
    backendRef: BACKEND,
    percent: true,
    fraction: leaves("numerator denominator"),
  },
  cors: leaves(
    "allowOrigins allowCredentials allowMethods allowHeaders exposeHeaders maxAge",
  ),
  externalAuth: {
    protocol: true,
    backendRef: BACKEND,
    http: leaves("path allowedHeaders allowedResponseHeaders"),
    grpc: leaves("allowedHeaders"),
    forwardBody: leaves("maxSize"),
  },
  extensionRef: leaves("group kind name"),
};

const BACKENDS: FieldNames = { ...BACKEND, weight: true, filters: FILTER };

const LISTENER: FieldNames = {
  ...leaves("name hostname port protocol"),
  tls: { mode: true, certificateRefs: OBJECT, options: true },
  allowedRoutes: { ...SELECTED, kinds: leaves("group kind") },
};
const VALIDATION: FieldNames = { mode: true, caCertificateRefs: OBJECT };
const STREAM: FieldNames = {
  spec: {
    parentRefs: PARENT,
    hostnames: true,
    rules: { name: true, backendRefs: { ...BACKEND, weight: true } },
  },
};

const KNOWN: Readonly<Record<string, FieldNames>> = {
  GatewayClass: { spec: leaves("controllerName description parametersRef") },
  Gateway: {
    spec: {
      gatewayClassName: true,
      listeners: LISTENER,
      addresses: leaves("type value"),
      infrastructure: leaves("labels annotations parametersRef"),
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
          path: leaves("type value"),
          headers: VALUE,
          queryParams: VALUE,
          method: true,
        },
        filters: FILTER,
        backendRefs: BACKENDS,
        timeouts: leaves("request backendRequest"),
        retry: leaves("codes attempts backoff"),
        sessionPersistence: true,
      },
    },
  },
  GRPCRoute: {
    spec: {
      parentRefs: PARENT,
      hostnames: true,
      rules: {
        name: true,
        matches: { method: leaves("type service method"), headers: VALUE },
        filters: FILTER,
        backendRefs: BACKENDS,
        sessionPersistence: true,
      },
    },
  },
  ReferenceGrant: { spec: { from: leaves("group kind namespace"), to: OBJECT } },
  BackendTLSPolicy: {
    spec: {
      targetRefs: leaves("group kind name sectionName"),
      targetRef: leaves("group kind name namespace sectionName"),
      tls: {
        ...leaves("wellKnownCACerts hostname"),
        caCertRefs: leaves("group kind name"),
      },
      validation: {
        caCertificateRefs: leaves("group kind name"),
        wellKnownCACertificates: true,
        hostname: true,
        subjectAltNames: leaves("type hostname uri"),
      },
      options: true,
    },
  },
  TCPRoute: STREAM,
  UDPRoute: STREAM,
  TLSRoute: STREAM,
};

/** The fields of each kind, by its name with the group. */
export const FIELDS: Readonly<Record<string, FieldNames>> = Object.fromEntries(
  Object.entries(KNOWN).map(([kind, fields]) => [`${GROUP}/${kind}`, fields]),
);
