/**
 * Templates of Go's, with Sprig's functions: what External Secrets Operator and Sealed Secrets make Secrets of. They
 * come from strangers, so that what one may cost is limited.
 *
 * @module
 */

export type { TemplateLimits } from "./budget.ts";
export { TemplateError } from "./errors.ts";
export { matchesGoRegex, replaceGoRegex } from "./regex.ts";
export {
  renderGoTemplate,
  renderGoTemplateBytes,
  type TemplateFunction,
  type TemplateOptions,
} from "./render.ts";
