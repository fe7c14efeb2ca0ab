import { expect } from "chai";
import { select, UnknownSelector } from "../../../harness/runner/select";
import { scenario, suite, type Suite } from "../../../harness/scenario";
import type { Requirement } from "../../../harness/scenario/requirement";

const requirement = (id: string, rfc: string): readonly [string, Requirement] => [
  id,
  { id, rfc, section: "1", level: "MUST", summary: "", testable: "yes", how: "" },
];
const REQUIREMENTS = new Map([
  requirement("MUST-13", "9293"),
  requirement("5961-3.2-RST", "5961"),
  requirement("MAY-2", "9293"),
]);

const made = (path: string, names: Readonly<Record<string, readonly string[]>>): Suite =>
  suite(
    path,
    Object.entries(names).map(([name, covers]) => scenario(name, name, { covers, steps: [] })),
  );

const SUITES = [
  made("close/active", { "four-segments": ["MUST-13"], abort: [] }),
  made("close/time-wait", { lasts: ["MUST-13"], reset: ["5961-3.2-RST"] }),
  made("closed", { syn: [] }),
  made("handshake/passive", { reset: ["5961-3.2-RST", "MUST-13"] }),
];

const ids = (...selectors: readonly string[]) => select(SUITES, selectors, REQUIREMENTS).map(({ id }) => id);
const ALL = SUITES.flatMap(({ scenarios }) => scenarios).map(({ id }) => id);

describe("select", () => {
  it("everything when nothing is named, in the order of the suites", () => {
    expect(ids()).to.deep.equal(ALL);
  });

  const SELECTED: Readonly<Record<string, readonly string[]>> = {
    "close/active/four-segments": ["close/active/four-segments"],
    "close/active": ["close/active/four-segments", "close/active/abort"],
    "close/active/": ["close/active/four-segments", "close/active/abort"],
    close: ["close/active/four-segments", "close/active/abort", "close/time-wait/lasts", "close/time-wait/reset"],
    "close/*": ["close/active/four-segments", "close/active/abort", "close/time-wait/lasts", "close/time-wait/reset"],
    "close/*/reset": ["close/time-wait/reset"],
    "*/*/reset": ["close/time-wait/reset", "handshake/passive/reset"],
    "**/reset": ["close/time-wait/reset", "handshake/passive/reset"],
    "close*": ALL.slice(0, 5),
    "close/{active,time-wait}/{abort,reset}": ["close/active/abort", "close/time-wait/reset"],
    "{close,handshake}/*/res*": ["close/time-wait/reset", "handshake/passive/reset"],
    "close/{active,time*}/{abort,r*}": ["close/active/abort", "close/time-wait/reset"],
    "*/passive": ["handshake/passive/reset"],
    "MUST-13": ["close/active/four-segments", "close/time-wait/lasts", "handshake/passive/reset"],
    rfc5961: ["close/time-wait/reset", "handshake/passive/reset"],
    "RFC 5961": ["close/time-wait/reset", "handshake/passive/reset"],
  };
  for (const [selector, expected] of Object.entries(SELECTED)) {
    it(`${selector} is ${expected.length} of them`, () => {
      expect(ids(selector)).to.deep.equal(expected);
    });
  }

  it("several selectors give each scenario once, in the order of the suites", () => {
    expect(ids("handshake", "close/time-wait/reset", "rfc5961")).to.deep.equal([
      "close/time-wait/reset",
      "handshake/passive/reset",
    ]);
  });

  for (const selector of [
    "clos",
    "close/act",
    "close/active/four",
    "*",
    "MUST-99",
    "rfc793",
    "four-segments",
    "",
    ".",
  ]) {
    it(`${JSON.stringify(selector)} fits ${selector === "*" ? "everything" : "nothing"}`, () => {
      if (selector === "*") expect(ids(selector)).to.deep.equal(ALL);
      else expect(() => ids(selector)).to.throw(UnknownSelector, `nothing is called "${selector}"`);
    });
  }

  it("a requirement that no scenario covers fits nothing", () => {
    expect(() => ids("MAY-2")).to.throw(UnknownSelector);
  });

  it("one selector that fits nothing is enough, whatever the others fit", () => {
    expect(() => ids("close", "clsoe")).to.throw(UnknownSelector, "clsoe");
  });
});
