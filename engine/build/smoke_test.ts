import { assertRejects } from "@std/assert";
import { UserError } from "../core/user_error.ts";
import { wholeDefaults } from "./default_exports.ts";
import { smokeTest, smokeTestModules } from "./smoke.ts";

/** A bundle with a module that nobody needs yet, as Deno's bundler writes it. */
function bundleOf(condition: string): string {
  return `
var __esm = (fn, res) => () => (fn && (res = fn[Object.keys(fn)[0]](fn = 0)), res);
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? {} : {}, Object.assign(
  ${condition} ? Object.defineProperty(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var require_lib = () => ({ __esModule: true, help: 1 });
var import_lib, help;
var init_sound = __esm({
  "npm:sound@1.0.0/mod.js"() {
    help = 0;
  }
});
var init_modules = __esm({
  "npm:lib@1.0.0/modules/index.js"() {
    import_lib = __toESM(require_lib());
    ({ help } = import_lib.default);
  }
});
var sound_exports = {}, modules_exports = {};
export const loadAll = async () => [
  await Promise.resolve().then(() => (init_sound(), sound_exports)),
  await Promise.resolve().then(() => (init_modules(), modules_exports)),
];
`;
}

const OLD = "isNodeMode || !mod || !mod.__esModule";

Deno.test("smokeTestModules() imports what nobody needs yet", async () => {
  await smokeTestModules("mine.js", bundleOf("1"));
  await assertRejects(
    () => smokeTestModules("mine.js", bundleOf(OLD)),
    UserError,
    "mine.js was made, but does not work with what it imports: npm:lib@1.0.0/modules/index.js can't be run: ",
  );
  await smokeTestModules("mine.js", wholeDefaults(bundleOf(OLD)));
});

Deno.test("smokeTest() names the version when an executable has the stub of another Deno", async () => {
  const says = 'console.error("error: Could not find standalone binary section"); Deno.exit(1)';
  await assertRejects(
    () => smokeTest("dist/mine", [Deno.execPath(), "eval", says, "--"]),
    UserError,
    `dist/mine was made, but does not start: its runtime stub is of another version than this Deno. Name the denort of Deno ${Deno.version.deno} in DENORT_BIN`,
  );
});
