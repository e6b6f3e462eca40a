/** The pages beside each page, by the names of their groups; paths are those of the site. */
export const NAVIGATION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Start": {
    "What it is": "/",
    "From a chart to the browser": "/tutorial",
  },
  "Use it": {
    "Day to day": "/running",
    "In the browser": "/browser",
    "Recipes": "/recipes",
    "Troubleshooting": "/troubleshooting",
    "Diagnostics": "/diagnostics",
    "What became of each field": "/account",
    "Settings": "/settings",
    "Settings of extensions": "/extension-settings",
    "Flags": "/flags",
    "Podman and nerdctl": "/podman",
    "Permissions": "/permissions",
  },
  "Extend it": {
    "Writing extensions": "/extensions",
    "Making distributions": "/distributions",
    "From a script": "/library",
  },
  "The project": {
    "Changelog": "/changelog",
    "Security": "/security",
    "End-to-end suite": "/end-to-end",
    "Scoring samples": "/samples",
  },
};
