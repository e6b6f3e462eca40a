/** The pages beside each page, by the names of their groups; paths are those of the site. */
export const NAVIGATION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Start": {
    "What it is": "/",
  },
  "Use it": {
    "Settings": "/settings",
    "Day to day": "/running",
    "Diagnostics": "/diagnostics",
    "Permissions": "/permissions",
  },
  "Extend it": {
    "Writing extensions": "/extensions",
    "Making distributions": "/distributions",
  },
  "The project": {
    "Security": "/security",
    "End-to-end suite": "/end-to-end",
    "Scoring samples": "/samples",
  },
};
