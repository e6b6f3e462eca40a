/**
 * The operator's kinds.
 *
 * @module
 */

/** `Prometheus`. */
export const PROMETHEUS = "monitoring.coreos.com/Prometheus";
/** `ServiceMonitor`. */
export const SERVICE_MONITOR = "monitoring.coreos.com/ServiceMonitor";
/** `PodMonitor`. */
export const POD_MONITOR = "monitoring.coreos.com/PodMonitor";
/** `PrometheusRule`. */
export const PROMETHEUS_RULE = "monitoring.coreos.com/PrometheusRule";
/** `ScrapeConfig`. */
export const SCRAPE_CONFIG = "monitoring.coreos.com/ScrapeConfig";
/** `Alertmanager`. */
export const ALERTMANAGER = "monitoring.coreos.com/Alertmanager";
/** `AlertmanagerConfig`. */
export const ALERTMANAGER_CONFIG = "monitoring.coreos.com/AlertmanagerConfig";
