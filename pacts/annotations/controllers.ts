/**
 * Annotations of ingress controllers, API gateways and meshes, on Ingresses, routes, Gateways, classes, and the Services
 * behind them. Whatever begins as one of these does and is not here closes its routes: who knows what it keeps out.
 *
 * @module
 */

import { type AnnotationFamily, KnownAnnotations } from "./family.ts";

/** The Kubernetes project's. */
const INGRESS_NGINX: AnnotationFamily = {
  prefixes: ["nginx.ingress.kubernetes.io/"],
  harmless: {
    hosts: "server-alias alias from-to-www-redirect",
    paths: `app-root rewrite-target use-regex add-base-url base-url-scheme x-forwarded-prefix
      preserve-trailing-slash`,
    redirects: `permanent-redirect permanent-redirect-code temporal-redirect temporal-redirect-code
      force-ssl-redirect ssl-redirect ssl-temporary-redirect relative-redirects use-port-in-redirects`,
    TLS: "ssl-ciphers ssl-prefer-server-ciphers ssl-protocols ssl-passthrough",
    backends:
      `backend-protocol grpc-backend secure-backends secure-verify-ca-secret service-upstream
      default-backend upstream-vhost fastcgi-index fastcgi-params-configmap proxy-http-version
      proxy-ssl-ciphers proxy-ssl-name proxy-ssl-protocols proxy-ssl-secret proxy-ssl-server-name
      proxy-ssl-verify proxy-ssl-verify-depth proxy-redirect-from proxy-redirect-to`,
    balancing: `affinity affinity-mode affinity-canary-behavior load-balance upstream-hash-by
      upstream-hash-by-subset upstream-hash-by-subset-size session-cookie-change-on-failure
      session-cookie-conditional-samesite-none session-cookie-domain session-cookie-expires
      session-cookie-hash session-cookie-max-age session-cookie-name session-cookie-path
      session-cookie-samesite session-cookie-secure`,
    canaries: `canary canary-by-cookie canary-by-header canary-by-header-pattern
      canary-by-header-value canary-weight canary-weight-total`,
    "other origins": `enable-cors cors-allow-credentials cors-allow-headers cors-allow-methods
      cors-allow-origin cors-expose-headers cors-max-age`,
    headers: `custom-headers connection-proxy-header proxy-hide-headers proxy-pass-headers
      proxy-set-headers hsts hsts-max-age hsts-include-subdomains hsts-preload server-tokens`,
    cookies: "proxy-cookie-domain proxy-cookie-path",
    errors: "custom-http-errors disable-proxy-intercept-errors",
    buffers: `client-body-buffer-size proxy-body-size proxy-buffer-size proxy-buffering
      proxy-buffers-number proxy-busy-buffers-size proxy-max-temp-file-size proxy-request-buffering
      client-max-body-size`,
    times: `proxy-connect-timeout proxy-read-timeout proxy-send-timeout proxy-next-upstream
      proxy-next-upstream-timeout proxy-next-upstream-tries client-body-timeout
      client-header-timeout keep-alive upstream-keepalive-connections upstream-keepalive-requests
      upstream-keepalive-timeout upstream-fail-timeout upstream-max-fails`,
    limits:
      `limit-burst-multiplier limit-connections limit-rate limit-rate-after limit-rpm limit-rps
      limit-whitelist limit-allowlist global-rate-limit global-rate-limit-ignored-cidrs
      global-rate-limit-key global-rate-limit-window`,
    mirrors: "mirror-host mirror-request-body mirror-target mirror-uri",
    logs: `enable-access-log enable-rewrite-log enable-opentracing enable-opentelemetry
      enable-influxdb influxdb-measurement influxdb-port influxdb-host influxdb-server-name
      opentelemetry-operation-name opentelemetry-trust-incoming-span opentracing-trust-incoming-span`,
    protocols: "enable-websocket websocket-services http2-push-preload",
    "what goes with a guard": `auth-always-set-cookie auth-cache-duration auth-cache-key
      auth-keepalive auth-keepalive-requests auth-keepalive-share-vars auth-keepalive-timeout
      auth-method auth-proxy-set-headers auth-request-redirect auth-response-headers
      auth-secret-type auth-signin auth-signin-redirect-param auth-tls-error-page auth-tls-match-cn
      auth-tls-pass-certificate-to-upstream auth-tls-verify-depth enable-global-auth satisfy
      modsecurity-transaction-id enable-owasp-core-rules`,
  },
  guards: `auth-url auth-type auth-secret auth-realm auth-tls-secret auth-tls-verify-client
    allowlist-source-range whitelist-source-range denylist-source-range enable-modsecurity
    modsecurity-snippet lua-resty-waf lua-resty-waf-*`,
};

/** Of all who are told of guards by annotations, by the old prefix: what some write there is Traefik's, or Voyager's. */
const OLD: AnnotationFamily = {
  prefixes: ["ingress.kubernetes.io/"],
  harmless: {
    "what controllers write themselves": `backends forwarding-rule https-forwarding-rule
      target-proxy https-target-proxy url-map redirect-url-map ssl-cert static-ip`,
    headers: `custom-request-headers custom-response-headers proxy-headers ssl-proxy-headers
      content-security-policy content-type-nosniff browser-xss-filter custom-browser-xss-value
      custom-frame-options-value frame-deny force-hsts sts-seconds sts-include-subdomains
      sts-preload hsts hsts-behind-proxy public-key referrer-policy is-development
      whitelist-x-forwarded-for forwardfor x-forwarded-for`,
    redirects: `ssl-host ssl-force-host ssl-temporary-redirect redirect-entry-point redirect-regex
      redirect-replacement redirect-permanent request-modifier rule-type frontend-entry-points`,
    balancing: `load-balancer-method service-weights circuit-breaker-expression max-conn-amount
      max-conn-extractor-func responseforwarding-flushinterval buffering priority preserve-host
      error-pages rate-limit pass-tls-cert pass-client-tls-cert session-cookie-httponly
      sticky-session`,
    "load balancers of OpenStack": `floatingip keep-floatingip timeout-client-data
      timeout-member-connect timeout-member-data timeout-tcp-inspect`,
    "F5's balancers": "allow-http",
  },
  guards: "allowed-hosts internal",
};

/** jcmoraisjr's, which is of the class of HAProxy's own. */
const HAPROXY_INGRESS: AnnotationFamily = {
  prefixes: ["haproxy-ingress.github.io/", "ingress.kubernetes.io/"],
  harmless: {
    certificates:
      "acme-emails acme-endpoint acme-expiring acme-preferred-chain acme-shared acme-terms-agreed cert-signer",
    balancing: `affinity agent-check-addr agent-check-interval agent-check-port agent-check-send
      assign-backend-server-id backend-server-naming backend-server-slots-increment
      balance-algorithm blue-green-balance blue-green-cookie blue-green-deploy blue-green-header
      blue-green-mode cookie-key drain-support drain-support-redispatch dynamic-scaling
      initial-weight load-server-state maxconn-server maxqueue-server slots-min-free
      slots-increment source-address-intf use-resolver session-cookie-domain session-cookie-dynamic
      session-cookie-keywords session-cookie-name session-cookie-preserve
      session-cookie-same-site session-cookie-shared session-cookie-strategy
      session-cookie-value-strategy ports-as-replicas peers-table peers-table-global peers-name
      peers-port loopbackv4-endpoint`,
    "checks of backends": `backend-check-interval health-check-addr health-check-fall-count
      health-check-interval health-check-port health-check-rise-count health-check-uri`,
    backends: `backend-protocol secure-backends secure-crt-secret secure-sni secure-verify-ca-secret
      secure-verify-hostname service-upstream default-backend default-backend-redirect
      default-backend-redirect-code fcgi-app fcgi-enabled-apps proxy-protocol
      ssl-cipher-suites-backend ssl-ciphers-backend ssl-options-backend limit-connections`,
    "other origins": `cors-allow-credentials cors-allow-headers cors-allow-methods
      cors-allow-origin cors-allow-origin-regex cors-enable cors-expose-headers cors-max-age`,
    hosts: "server-alias server-alias-regex strict-host",
    paths: "app-root path-type path-type-order rewrite-target",
    redirects: `no-redirect-locations no-tls-redirect-locations redirect-from redirect-from-code
      redirect-from-regex redirect-to redirect-to-code ssl-redirect ssl-redirect-code
      ssl-always-follow-redirect force-ssl-redirect`,
    headers: `forwardfor headers hsts hsts-include-subdomains hsts-max-age hsts-preload
      original-forwarded-for-hdr real-ip-hdr request-add-headers request-del-headers
      request-set-headers response-add-headers response-del-headers response-set-headers
      ssl-headers-prefix use-forwarded-proto var-namespace`,
    TLS: `ssl-always-add-https ssl-cipher-suites ssl-ciphers ssl-dh-default-max-size ssl-dh-param
      ssl-engine ssl-fingerprint-lower ssl-fingerprint-sha2-bits ssl-mode-async ssl-options
      ssl-options-host ssl-passthrough ssl-passthrough-http-port tls-alpn`,
    answers: "http-response-* proxy-body-size",
    limits: "limit-rps limit-whitelist",
    times: `timeout-client timeout-client-fin timeout-connect timeout-http-request
      timeout-keep-alive timeout-queue timeout-server timeout-server-fin timeout-stop
      timeout-tunnel close-sessions-duration`,
    logs: `auth-log-format http-log-format https-log-format syslog-endpoint syslog-format
      syslog-length syslog-tag tcp-log-format tcp-service-log-format`,
    "where it listens": `bind-http bind-http-passthrough bind-https http-frontend http-frontends
      http-passthrough http-passthrough-port http-port https-port tcp-service-port
      tcp-service-proxy-protocol use-proxy-protocol`,
    "what goes with a guard": `allowlist-source-header auth-external-placement auth-headers-fail
      auth-headers-request auth-headers-succeed auth-method auth-proxy auth-signin
      auth-tls-cert-header auth-tls-error-page auth-tls-strict oauth-headers oauth-uri-prefix
      waf-mode cross-namespace-secrets-ca cross-namespace-secrets-crt
      cross-namespace-secrets-passwd cross-namespace-services`,
  },
  guards: `allowlist-source-range whitelist-source-range denylist-source-range auth-url auth-secret
    auth-realm auth-type auth-tls-secret auth-tls-verify-client auth-tls-default-secret oauth waf
    http-header-match http-header-match-regex config-backend config-tcp-service`,
};

/** HAProxy Technologies'. */
const HAPROXY: AnnotationFamily = {
  prefixes: ["haproxy.org/", "haproxy.com/"],
  harmless: {
    "checks of backends": "check check-http check-interval timeout-check",
    balancing: `cookie-persistence cookie-persistence-no-dynamic load-balance pod-maxconn
      scale-server-slots standalone-backend abortonclose use-resolver`,
    "other origins": `cors-enable cors-allow-origin cors-allow-methods cors-allow-credentials
      cors-allow-headers cors-max-age cors-respond-to-options`,
    backends: "send-proxy-protocol server-ca server-crt server-proto server-sni server-ssl",
    paths: "path-rewrite",
    headers: `forwarded-for request-set-header response-set-header set-host src-ip-header
      request-header response-header`,
    redirects: `request-redirect request-redirect-code ssl-redirect ssl-redirect-code
      ssl-redirect-port`,
    TLS: `ssl-certificate ssl-passthrough tls-alpn generate-certificates-signer client-strict-sni
      quic-alt-svc-max-age clean-certs client-crt-optional`,
    limits: `rate-limit-period rate-limit-requests rate-limit-size rate-limit-status-code
      rate-limit-whitelist maxconn`,
    times: `timeout-client timeout-client-fin timeout-connect timeout-http-keep-alive
      timeout-http-request timeout-queue timeout-server timeout-server-fin timeout-tunnel
      hard-stop-after`,
    logs: `request-capture request-capture-len dontlognull logasap log-format log-format-tcp
      syslog-server`,
    "its process": `http-keep-alive http-server-close http-connection-mode nbthread proxy-protocol
      cr-global`,
    classes: "ingress.class",
  },
  guards: `allow-list whitelist deny-list blacklist auth-type auth-secret auth-realm client-ca
    route-acl cr-backend cr-defaults cr-frontend backend-config-snippet frontend-config-snippet`,
};

/** Traefik, of all its versions. */
const TRAEFIK: AnnotationFamily = {
  prefixes: ["traefik.ingress.kubernetes.io/", "traefik.io/"],
  harmless: {
    "entry points": "router.entrypoints frontend-entry-points",
    paths: `router.pathmatcher router.priority router.rulesyntax rule-type priority
      rewrite-target request-modifier app-root`,
    TLS: `router.tls router.tls.certresolver router.tls.domains.*.main router.tls.domains.*.sans
      pass-tls-cert pass-client-tls-cert`,
    logs: "router.observability.*",
    balancing: `service.nativelb service.nodeportlb service.sticky service.sticky.cookie
      service.sticky.cookie.* affinity session-cookie-name load-balancer-method service-weights
      circuit-breaker-expression max-conn-amount max-conn-extractor-func`,
    backends: `service.passhostheader service.serversscheme service.serverstransport preserve-host
      backend-protocol responseforwarding-flushinterval buffering error-pages`,
    redirects: `ssl-redirect redirect-entry-point redirect-permanent redirect-regex
      redirect-replacement`,
    headers: "custom-request-headers custom-response-headers whitelist-x-forwarded-for",
    limits: "rate-limit",
    "which Traefik reads it": "traffic-type",
  },
  guards: `router.middlewares router.tls.options service.middlewares auth-type auth-secret
    auth-realm auth-url auth-trust-headers auth-headers whitelist-source-range`,
};

/** Traefik's API gateway. */
const TRAEFIK_HUB: AnnotationFamily = {
  prefixes: ["hub.traefik.io/"],
  harmless: { "its tunnels": "tunnel tunnel-*" },
  guards: "access-control-policy api api-*",
};

/** F5's, of both its names. */
const F5_NGINX: AnnotationFamily = {
  prefixes: ["nginx.org/", "nginx.com/"],
  harmless: {
    paths: "app-root path-regex rewrite-target rewrites",
    redirects: `hsts-behind-proxy http-redirect-code redirect-to-https ssl-redirect
      proxy-redirect-from proxy-redirect-to`,
    headers: `add-header add-header-inherit hsts hsts-include-subdomains hsts-max-age
      proxy-hide-headers proxy-pass-headers proxy-set-headers server-tokens`,
    buffers: `client-body-buffer-size client-max-body-size proxy-buffer-size proxy-buffering
      proxy-buffers proxy-busy-buffers-size proxy-max-temp-file-size`,
    errors: "custom-http-errors",
    times: `fail-timeout keepalive max-conns max-fails proxy-connect-timeout proxy-next-upstream
      proxy-next-upstream-timeout proxy-next-upstream-tries proxy-read-timeout proxy-send-timeout
      upstream-zone-size slow-start`,
    backends: "grpc-services ssl-services websocket-services use-cluster-ip",
    balancing: "lb-method sticky-cookie-services",
    "checks of backends": "health-checks health-checks-mandatory health-checks-mandatory-queue",
    limits: `limit-req-burst limit-req-delay limit-req-dry-run limit-req-key limit-req-log-level
      limit-req-no-delay limit-req-rate limit-req-reject-code limit-req-scale limit-req-zone-size
      rate-limiting rate-limiting-burst rate-limiting-rate`,
    "where it listens": "listen-ports listen-ports-ssl",
    TLS: "ssl-ciphers ssl-prefer-server-ciphers",
    "Ingresses of one host": "mergeable-ingress-type",
    "what goes with a guard": "basic-auth-realm jwt-login-url jwt-token",
  },
  guards: `basic-auth-secret jwt-key jwt-realm policies location-snippets server-snippets`,
};

const APP_PROTECT: AnnotationFamily = {
  prefixes: ["appprotect.f5.com/", "appprotectdos.f5.com/"],
  harmless: {
    logs: `app-protect-security-log app-protect-security-log-destination
      app-protect-security-log-enable`,
  },
  guards: "app-protect-enable app-protect-policy app-protect-dos-resource app-protect-dos-enable",
};

const KONG: AnnotationFamily = {
  prefixes: ["konghq.com/"],
  harmless: {
    paths: "path path-handling regex-prefix regex-priority rewrite strip-path",
    hosts: "host-aliases host-header preserve-host",
    backends: `protocol client-cert tls-verify tls-verify-depth ca-certificates-secrets
      ca-certificates-configmaps override upstream-policy`,
    redirects: "https-redirect-status-code protocols",
    times:
      "connect-timeout read-timeout write-timeout retries request-buffering response-buffering",
    "what goes with a guard": "headers-separator",
    "who reads it": `tags gatewayclass-unmanaged publish-service gateway-operator
      listener-allowed-routes`,
  },
  guards: "plugins headers.* methods snis",
};

const APISIX: AnnotationFamily = {
  prefixes: ["k8s.apisix.apache.org/", "apisix.apache.org/"],
  harmless: {
    "other origins": "enable-cors cors-allow-headers cors-allow-methods cors-allow-origin",
    answers: `enable-response-rewrite response-rewrite-add-header response-rewrite-body
      response-rewrite-body-base64 response-rewrite-remove-header response-rewrite-set-header
      response-rewrite-status-code`,
    protocols: "enable-websocket",
    redirects: "http-redirect http-redirect-code http-to-https",
    paths: "rewrite-target rewrite-target-regex rewrite-target-regex-template use-regex",
    backends: `svc-namespace upstream-connect-timeout upstream-read-timeout upstream-retries
      upstream-scheme upstream-send-timeout`,
    "what goes with a guard": `auth-client-headers auth-request-headers auth-ssl-verify
      auth-upstream-headers csrf-key`,
  },
  guards: `allowlist-source-range blocklist-source-range auth-type auth-uri enable-csrf
    http-allow-methods http-block-methods plugin-config-name`,
};

/** Higress and Alibaba's MSE: what they have of ingress-nginx, and their own. */
const HIGRESS: AnnotationFamily = {
  prefixes: ["higress.io/", "mse.ingress.kubernetes.io/"],
  harmless: {
    ...INGRESS_NGINX.harmless,
    answers: "custom-http-errors default-backend",
    "what it writes itself":
      "destination resource-definer migrated-from http2rpc-name rpc-destination-name",
    canaries: `${INGRESS_NGINX.harmless.canaries} canary-header canary-header-pattern
      canary-header-value`,
    headers: `${INGRESS_NGINX.harmless.headers} request-header-control-add
      request-header-control-remove request-header-control-update response-header-control-add
      response-header-control-remove response-header-control-update`,
    balancing: `${INGRESS_NGINX.harmless.balancing} warmup load-balance`,
    limits: "route-limit-burst-multiplier route-limit-rpm route-limit-rps concurrency-limit-route",
    mirrors: `mirror-percentage mirror-target-fqdn mirror-target-fqdn-port mirror-target-service
      mirror-uri mirror-target`,
    paths: `${INGRESS_NGINX.harmless.paths} full-path-regex ignore-path-case rewrite-path
      mcp-server-enable-path-rewrite mcp-server-path-rewrite-prefix mcp-server-upstream-type
      mcp-sse-stateful-param-name mcp-server mcp-server-match-rule-domains
      mcp-server-match-rule-type mcp-server-match-rule-value`,
    TLS: `${INGRESS_NGINX.harmless.TLS} ssl-cipher tls-max-protocol-version
      tls-min-protocol-version`,
    times: `${INGRESS_NGINX.harmless.times} timeout retry-on retriable-status-codes`,
    fallbacks: "fallback x-envoy-fallback-service",
    classes: "ingress.class",
  },
  guards: `${INGRESS_NGINX.guards} blacklist-source-range domain-whitelist-source-range
    domain-blacklist-source-range auth-tls-secret match-method *match-header-* *match-query-*
    *match-pseudo-header-*`,
};

/** AWS's controller for its application load balancers, and Alibaba's for its. */
const ALB: AnnotationFamily = {
  prefixes: ["alb.ingress.kubernetes.io/"],
  harmless: {
    answers: "actions.* transforms.* use-regex-path-match",
    backends: `backend-protocol backend-protocol-version target-type target-group-attributes
      target-node-labels multi-cluster-target-group target-control-port.* backend-keepalive`,
    canaries: "canary canary-by-cookie canary-by-header canary-by-header-value canary-weight",
    "other origins": `enable-cors cors-allow-origin cors-allow-methods cors-allow-headers
      cors-expose-headers cors-allow-credentials cors-max-age`,
    TLS: "certificate-arn create-acm-cert acm-pca-arn ssl-policy",
    redirects: "ssl-redirect",
    paths: "rewrite-target use-regex order",
    "the balancer itself": `customer-owned-ipv4-pool dry-run-plan group.name group.order
      ip-address-type ipam-ipv4-pool-id listen-ports listener-attributes.*
      load-balancer-attributes load-balancer-capacity-reservation minimum-load-balancer-capacity
      load-balancer-name name subnets tags vswitch-ids albconfig.name albconfig.order
      charge-type edition manage-backend-security-group-rules shield-advanced-protection`,
    "the balancer in front": `enable-frontend-nlb frontend-nlb-attributes
      frontend-nlb-eip-allocations frontend-nlb-healthcheck-* frontend-nlb-listener-port-mapping
      frontend-nlb-subnets frontend-nlb-tags`,
    "checks of backends": `healthcheck-enabled healthcheck-httpcode healthcheck-interval-seconds
      healthcheck-method healthcheck-path healthcheck-port healthcheck-protocol
      healthcheck-timeout-seconds healthcheck-connect-port healthy-threshold-count
      healthy-threshold-counts unhealthy-threshold-count unhealthy-threshold success-codes`,
    balancing:
      "backend-scheduler backend-scheduler-uch-value sticky-session sticky-session-type cookie cookie-timeout",
    limits: "traffic-limit-qps traffic-limit-ip-qps",
    "what goes with a guard": `auth-on-unauthenticated-request auth-scope auth-session-cookie
      auth-session-timeout`,
  },
  guards: `auth-type auth-idp-cognito auth-idp-oidc jwt-validation inbound-cidrs security-groups
    security-group-prefix-lists scheme mutual-authentication waf-acl-id wafv2-acl-arn wafv2-acl-name
    web-acl-id conditions.* condition.* address-type frontend-nlb-scheme
    frontend-nlb-security-groups`,
};

const ZALANDO: AnnotationFamily = {
  prefixes: ["zalando.org/"],
  harmless: {
    "the balancer itself": `aws-load-balancer-http2 aws-load-balancer-shared
      aws-load-balancer-ssl-cert aws-load-balancer-ssl-cert-domain aws-load-balancer-ssl-policy
      aws-load-balancer-type`,
    balancing: "backend-weights skipper-loadbalancer traffic-zone-aware zone",
    backends: "skipper-backend skipper-backend-protocol",
    paths: "skipper-ingress-path-mode",
    redirects: "skipper-ingress-redirect skipper-ingress-redirect-code",
    limits: "ratelimit",
    classes: "routegroup.class",
  },
  guards: `aws-load-balancer-scheme aws-load-balancer-security-group aws-waf-web-acl-id
    skipper-filter skipper-predicate skipper-routes`,
};

const GOOGLE: AnnotationFamily = {
  prefixes: ["cloud.google.com/", "networking.gke.io/", "beta.cloud.google.com/"],
  harmless: {
    backends: `app-protocols backend-config neg neg-status load-balancer-neg-ready
      max-rate-per-endpoint capacity-scaler load-balancer-backend-share`,
    certificates: "managed-certificates pre-shared-certs certmap",
    "the balancer itself": `network-tier l4-rbs load-balancer-ip-addresses load-balancer-subnet
      internal-load-balancer-allow-global-access internal-load-balancer-subnet
      weighted-load-balancing custom-forwarding-rule standalone-passthrough-lb-neg
      l4-strong-session-affinity l4lb-config load-balancer-type ip-collection-v6 addresses`,
    "what it writes itself": `managed-by suppress-firewall-xpn-error resource-description
      api-version last-reconcile-time service-name service-port service-ip`,
    "redirects and TLS": "v1beta1.frontendconfig frontend-config",
  },
};

const AZURE: AnnotationFamily = {
  prefixes: ["appgw.ingress.kubernetes.io/", "appgw.ingress.azure.io/", "alb.networking.azure.io/"],
  harmless: {
    certificates: "appgw-ssl-certificate appgw-trusted-root-certificate",
    backends: "backend-hostname backend-path-prefix backend-protocol request-timeout",
    balancing: `connection-draining connection-draining-timeout cookie-based-affinity
      cookie-based-affinity-distinct-name`,
    "checks of backends": `health-probe-hostname health-probe-interval health-probe-path
      health-probe-port health-probe-status-codes health-probe-timeout
      health-probe-unhealthy-threshold`,
    "hosts and paths": `hostname-extension override-frontend-port rewrite-rule-set
      rewrite-rule-set-custom-resource rule-priority`,
    redirects: "ssl-redirect",
    "which balancer": "alb-id alb-name alb-namespace alb-frontend",
  },
  guards: "appgw-ssl-profile use-private-ip waf-policy-for-path",
};

const CITRIX: AnnotationFamily = {
  prefixes: ["ingress.citrix.com/", "ingress.netscaler.com/", "service.citrix.com/"],
  harmless: {
    certificates: `preconfigured-certkey preconfigured-backend-certkey
      preconfigured-backend-ca-certkey secret ssl-certificate-data-* ssl-key-data-*
      ssl-backend-ca-certificate-data-*`,
    backends: `backend-ca-secret backend-secret secure-backend secure_backend backend-httpprofile
      backend-sslprofile backend-tcpprofile servicegroup lbvserver monitor deployment`,
    "where it listens": `frontend-ip insecure-port secure-port insecure-service-type
      secure-service-type service-type service_type service-type-* ssl-termination
      ssl-termination-* insecure-termination insecure-redirect ssl-passthrough ipam-range listener
      external-service dns-hostname class`,
    profiles: `analyticsprofile frontend-httpprofile frontend-tcpprofile frontend_tcpprofile
      csvserver`,
    canaries: "canary-by-header canary-by-header-value canary-weight",
    paths: "path-match-method",
    limits: "ratelimit_crd",
  },
  guards: `auth_crd bot_crd waf_crd ca-secret preconfigured-ca-certkey ssl-ca-certificate-data-*
    frontend-sslprofile frontend_sslprofile rewrite-responder rewrite-responder_crd`,
};

const CONTOUR: AnnotationFamily = {
  prefixes: ["projectcontour.io/", "contour.heptio.com/"],
  harmless: {
    limits: `max-connections max-pending-requests max-requests max-retries num-retries
      per-host-max-connections per-try-timeout response-timeout request-timeout retry-on`,
    TLS: `tls-cert-namespace tls-maximum-protocol-version tls-minimum-protocol-version
      minimum-protocol-version`,
    backends: "upstream-protocol.h2 upstream-protocol.h2c upstream-protocol.tls websocket-routes",
    "who reads it": "ingress.class generated-by-version",
  },
};

const AMBASSADOR: AnnotationFamily = {
  prefixes: ["getambassador.io/"],
  harmless: { "who reads it": "ambassador-id resource-downloaded resource-source consul-resolver" },
  guards: "config",
};

const VOYAGER: AnnotationFamily = {
  prefixes: ["ingress.appscode.com/"],
  harmless: {
    ...INGRESS_NGINX.harmless,
    "its pods": `annotations-pod annotations-service replicas node-selector tolerations
      workload-kind type load-balancer-ip use-node-port monitoring-agent keep-source-ip
      service-monitor-* health-check-nodeport api-schema origin-api-schema origin-name
      egress-points last-applied-annotation-keys`,
    balancing: `affinity backend-weight check check-port agent-interval agent-port sticky-session
      session-cookie-name session-cookie-hash max-connections limit-connection`,
    "its process": `accept-proxy default-option default-timeout errorfiles hard-stop-after
      dns-resolver-check-health dns-resolver-hold dns-resolver-nameservers dns-resolver-retries
      dns-resolver-timeout use-dns-resolver stats stats-port stats-secret-name`,
    backends: "backend-tls",
  },
  guards: INGRESS_NGINX.guards,
};

const POMERIUM: AnnotationFamily = {
  prefixes: ["ingress.pomerium.io/"],
  harmless: {
    headers: `set_request_headers set_request_headers_secret set_response_headers
      remove_request_headers rewrite_response_headers preserve_host_header host_rewrite
      host_rewrite_header host_path_regex_rewrite_pattern
      host_path_regex_rewrite_substitution pass_identity_headers
      cors_allow_preflight allow_spdy allow_websockets`,
    paths:
      "path_regex prefix_rewrite regex_rewrite_pattern regex_rewrite_substitution name description logo_url",
    backends: `secure_upstream service_proxy_upstream tls_client_secret tls_custom_ca_secret
      tls_server_name tls_skip_verify tls_upstream_server_name tls_upstream_allow_renegotiation
      tcp_upstream udp_upstream kubernetes_service_account_token_secret lb_config
      health_checks outlier_detection load_balancing_policy circuit_breaker_thresholds`,
    times: "timeout idle_timeout",
    "the way in": "allow_public_unauthenticated_access",
  },
  guards: `policy allow_any_authenticated_user allowed_users allowed_domains allowed_groups
    allowed_idp_claims tls_downstream_client_ca_secret tls_downstream_client_ca`,
};

const NGROK: AnnotationFamily = {
  prefixes: ["k8s.ngrok.com/", "ngrok.com/"],
  harmless: {
    "where it is": `app-protocols bindings-name computed-url description domain endpoint-url
      mapping-strategy metadata pooling-enabled url http2 force-reconcile`,
    TLS:
      "terminate-tls.max_version terminate-tls.min_version terminate-tls.server_certificate terminate-tls.server_private_key",
  },
  guards: `bindings modules traffic-policy terminate-tls.mutual_tls_crt
    terminate-tls.mutual_tls_verification_strategy tcp-edge`,
};

/** F5's BIG-IP. */
const BIG_IP: AnnotationFamily = {
  prefixes: ["virtual-server.f5.com/", "cis.f5.com/"],
  harmless: {
    "where it listens": `ip http-port https-port partition ipamlabel host as3-app as3-tenant
      as3-pool as3-pool-member-prioritygroup multiclusterservices disablemembers`,
    TLS: "clientssl serverssl secure-serverssl",
    balancing: "balance health pod-concurrent-connections translate-server-address",
    paths: "rewrite-app-root rewrite-target-url",
  },
  guards: "allow-source-range whitelist-source-range waf policyname",
};

/** Cilium's Ingresses. */
const CILIUM: AnnotationFamily = {
  prefixes: ["ingress.cilium.io/"],
  harmless: {
    "where it listens": `loadbalancer-mode loadbalancer-class service-type insecure-node-port
      secure-node-port host-listener-port service-external-traffic-policy`,
    TLS: "tls-passthrough",
    redirects: "force-https",
    times: "request-timeout",
    protocols: "websocket tcp-keep-alive tcp-keep-alive-*",
  },
};

const OPENSHIFT: AnnotationFamily = {
  prefixes: ["haproxy.router.openshift.io/", "router.openshift.io/", "route.openshift.io/"],
  harmless: {
    balancing: `balance disable_cookies cookie_name cookie-same-site pod-concurrent-connections
      haproxy.health.check.interval pool-size`,
    headers: "hsts_header h1-adjust-case set-forwarded-headers",
    limits: "rate-limit-connections rate-limit-connections.*",
    paths: "rewrite-target",
    times: "timeout timeout-tunnel",
    certificates: "destination-ca-certificate-secret termination",
  },
  guards: "ip_allowlist ip_whitelist",
};

/** VMware's balancers. */
const AVI: AnnotationFamily = {
  prefixes: ["ako.vmware.com/", "aviinfrasetting.ako.vmware.com/", "passthrough.ako.vmware.com/"],
  harmless: {
    "what it writes itself": `host-fqdn-vs-uuid-map controller-cluster-uuid gateway-name
      gateway-namespace name vs-uuid finalizer`,
    "where it listens": "load-balancer-ip enable-shared-vip enabled enable-tls tenant-name",
    certificates: "application-profile",
  },
  guards: "aviinfrasetting l4rule basic-auth disable-traffic",
};

/** Oracle's for its Ingresses. */
const ORACLE: AnnotationFamily = {
  prefixes: ["oci-native-ingress.oraclecloud.com/"],
  harmless: {
    "the balancer itself": `id certificate-ocid http-listener-port https-listener-port
      delete-protection-enabled defined-tags freeform-tags implicit-default-tags`,
    backends: "protocol backend-tls-enabled policy",
    "checks of backends": "healthcheck-*",
    balancing: "session-persistence-config lb-cookie-session-persistence-config",
  },
  guards: "waf-policy-ocid network-security-group-ids firewall-id",
};

/** Huawei's, on Ingresses and Services alike. */
const HUAWEI: AnnotationFamily = {
  prefixes: ["kubernetes.io/elb."],
  harmless: {
    "the balancer itself": `class id ip port port-* listen-ports subnet-id enterpriseid
      availability-zones availability-zone eip-auto-create-option keep-eip connection-limit
      bandwidth-* billing-* tags instance-tags listener-tags`,
    certificates:
      "tls-ciphers-policy tls-certificate-ids cert-id tls-certificate-* security_policy_id server-certificate*",
    backends: `protocol-port pool-protocol pass-through transparent-client-ip adaptive-weight
      grpc-enabled http2-enable multi-pool local-node-only`,
    "checks of backends": "health-check-flag health-check-option health-check-options",
    balancing: `lb-algorithm session-affinity-mode session-affinity-option
      session-affinity-flag canary canary-* session-affinity-*`,
    times: "keepalive_timeout client_timeout member_timeout",
    headers: "x-forwarded-*",
    redirects: "ssl-redirect redirect-url* rewrite-target rewrite-target-* actions.*",
    "other origins": "cors-*",
    gzip: "gzip-enabled",
    "what goes with a guard": "acl-type",
  },
  guards: "acl-id autocreate security security-group-id",
};

/** Kubernetes' own, of Google's and Tencent's controllers. */
const KUBERNETES: AnnotationFamily = {
  prefixes: ["kubernetes.io/ingress."],
  harmless: {
    classes: "class",
    "where it listens": "allow-http global-static-ip-name regional-static-ip-name static-ip",
    "Tencent's": `qcloud-loadbalance-id https-rules http-rules rule-mix existlbid auto-rewrite
      rewrite-support internetchargetype internetmaxbandwidthout extensiveparameters
      auto-rewrite.*`,
  },
  guards: "subnetid",
};

const TAILSCALE: AnnotationFamily = {
  prefixes: ["tailscale.com/"],
  harmless: {
    "where it listens":
      "funnel hostname tags http-redirect proxy-class proxy-group experimental-forward-cluster-traffic-via-ingress share-acme-account http-endpoint",
    "what it reaches": "tailnet-fqdn tailnet-ip ts-tailnet-target-ip expose",
  },
};

const EASEGRESS: AnnotationFamily = {
  prefixes: ["easegress.ingress.kubernetes.io/", "easegress.megaease.com/"],
  harmless: { paths: "rewrite-target", backends: "proxy-load-balance" },
};

/** IBM's, of its old controller. */
const IBM: AnnotationFamily = {
  prefixes: ["ingress.bluemix.net/"],
  harmless: {
    paths: "rewrite-path location-modifier",
    redirects: "redirect-to-https hsts http-redirect",
    backends:
      "proxy-external-service proxy-connect-timeout proxy-read-timeout ssl-services upstream-fail-timeout upstream-max-fails upstream-keepalive upstream-keepalive-timeout keepalive-requests keepalive-timeout tcp-ports proxy-next-upstream-config",
    buffers:
      "client-max-body-size proxy-buffering proxy-buffers proxy-buffer-size proxy-busy-buffers-size large-client-header-buffers",
    headers: "proxy-add-headers response-add-headers response-remove-headers add-host-port",
    balancing: "sticky-cookie-services",
    limits: "global-rate-limit service-rate-limit",
    "where it listens": "custom-port",
    errors: "custom-errors custom-error-actions",
  },
  guards: "alb-id appid-auth mutual-auth iam-ui-auth istio-services",
};

/** Istio, on routes and Services: where they are known to, and at which of its gateways. */
const ISTIO: AnnotationFamily = {
  prefixes: ["networking.istio.io/", "gateway.istio.io/", "traffic.istio.io/"],
  harmless: {
    "who reads it": `exportto service-type gatewayport address-type internal-generator-* 
      defaults-for-class controller-version traffic-distribution managed name-override
      tls-terminate-mode service-account alias-for`,
  },
};

/** All whose annotations are about routes. */
export const CONTROLLER_FAMILIES: readonly AnnotationFamily[] = [
  INGRESS_NGINX,
  OLD,
  HAPROXY_INGRESS,
  HAPROXY,
  TRAEFIK,
  TRAEFIK_HUB,
  F5_NGINX,
  APP_PROTECT,
  KONG,
  APISIX,
  HIGRESS,
  ALB,
  ZALANDO,
  GOOGLE,
  AZURE,
  CITRIX,
  CONTOUR,
  AMBASSADOR,
  VOYAGER,
  POMERIUM,
  NGROK,
  BIG_IP,
  CILIUM,
  OPENSHIFT,
  AVI,
  ORACLE,
  HUAWEI,
  KUBERNETES,
  TAILSCALE,
  EASEGRESS,
  IBM,
  ISTIO,
];

/** What is known of them. */
export const CONTROLLER_ANNOTATIONS: KnownAnnotations = new KnownAnnotations(CONTROLLER_FAMILIES);
