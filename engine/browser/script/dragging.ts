/// <reference lib="dom" />
/**
 * Shows that something is dragged over the page. It may be dropped anywhere, on the report too, which lets it through then.
 *
 * @module
 */

/** Whether something is. */
export function dragging(isOn: boolean): void {
  document.documentElement.classList.toggle("dragging", isOn);
}
