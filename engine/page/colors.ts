/**
 * The colours of pages and drawings, by what they are for: on light ground, and on dark.
 *
 * @module
 */

/** Colours by name: light, dark. */
export const COLORS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  "ground": ["#f7f7f5", "#16181b"],
  "card": ["#ffffff", "#1e2125"],
  "sunk": ["#f0f0ed", "#191b1f"],
  "line": ["#dddcd6", "#33373d"],
  "strong-line": ["#8c8b85", "#70757d"],
  "ink": ["#1d1f21", "#e9eaec"],
  "muted": ["#5b5e63", "#a4a9b1"],
  "accent": ["#0b6b68", "#63cbc3"],
  "accent-soft": ["#e0f0ee", "#183a39"],
  "error": ["#b3261e", "#ff9d93"],
  "error-soft": ["#fbe9e7", "#43211f"],
  "warning": ["#875300", "#efc06b"],
  "warning-soft": ["#fbf0dc", "#3b2f18"],
  "info": ["#40607f", "#a3c2e2"],
  "info-soft": ["#e8eff5", "#222f3c"],
};

/** Rules that name colours as `var(--ink)`, with the colours in their place: what draws SVG need not know of variables. */
export function withColors(rules: string, ground: "light" | "dark"): string {
  return rules.replace(
    /var\(--([a-z-]+)\)/g,
    (all, name: string) => COLORS[name]?.[ground === "light" ? 0 : 1] ?? all,
  );
}

/** Colours as variables, by the ground that the reader has chosen. */
export function colorVariables(): string {
  const lines = Object.entries(COLORS).map(([name, [light, dark]]) =>
    `  --${name}: light-dark(${light}, ${dark});`
  );
  return [":root {", "  color-scheme: light dark;", ...lines, "}"].join("\n");
}
