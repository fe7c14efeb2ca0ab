import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { atOnce, folder, tcpspec, type Ended } from "./tcpspec";

/** What was typed, and what must be said of it. */
type Mistakes = Readonly<Record<string, RegExp>>;

const COMMANDS: Mistakes = {
  "": /^Usage: tcpspec <command>/,
  rnu: /unknown command 'rnu'\n\(Did you mean run\?\)\n\(tcpspec --help shows what there is\)/,
  "help rnu": /unknown command 'rnu'/,
  "run --sede 1": /unknown option '--sede'\n\(Did you mean --seed\?\)\n\(tcpspec run --help shows what it takes\)/,
  "doctor all": /too many arguments for 'doctor'/,
  explain: /missing required argument 'id'\n\(tcpspec explain --help/,
  replay: /missing required argument 'what'/,
  "completion csh": /value 'csh' is invalid.*Allowed choices are bash, zsh, fish/,
};

const NUMBERS: Mistakes = {
  "run --seed -1": /argument '-1' is invalid\. It must be a whole number from 0 to 4294967295\./,
  "run --seed=-1": /argument '-1' is invalid/,
  "run --seed 1e99": /argument '1e99' is invalid/,
  "run --seed 1.5": /argument '1.5' is invalid/,
  "run --seed 4294967296": /argument '4294967296' is invalid/,
  "run --seed abc": /argument 'abc' is invalid/,
  "run --seed": /option '--seed <number>' argument missing/,
  "run --ip 5": /argument '5' is invalid\. It must be 4 or 6\./,
  "run --capture foo": /argument 'foo' is invalid\. Allowed choices are pcapng, pcap, none\./,
  "fuzz --runs 0": /argument '0' is invalid\. It must be a whole number from 1 to 10000000\./,
};

const NAMES: Mistakes = {
  "run nonsense": /nothing is called "nonsense"\n'tcpspec list' shows what there is/,
  "run close/actve": /nothing is called "close\/actve"\ndid you mean close\/active\?/,
  "run clsoe": /did you mean close\?/,
  "run must-13": /did you mean MUST-13/,
  "run rfc9239": /did you mean .*rfc9293/,
  "run close nonsense": /nothing is called "nonsense"/,
  "run --stack exec:python3 my_host.py":
    /nothing is called "my_host\.py"\n[^\n]* goes in quotes: "exec:python3 my_host\.py"\n$/,
  "run close --stack exec:java Host 7": /nothing is called "Host"\n[^\n]*: "exec:java Host 7"\n$/,
  "fuzz --stack exec:python3 my_host.py --runs 5":
    /too many arguments for 'fuzz'[^]*\na command [^\n]* goes in quotes: "exec:python3 my_host\.py"\n$/,
  "run --stack exec:python3 -u my_host.py": /unknown option '-u'[^]*: "exec:python3 -u my_host\.py"\n$/,
  "profile exec:python3 my_host.py": /too many arguments for 'profile'[^]*: "exec:python3 my_host\.py"\n$/,
  "fuzz --stack exec:true --rnus 5": /unknown option '--rnus'\n\(Did you mean --runs\?\)\n\([^\n]*\)\n$/,
  "stacks build lwip smoltcp": /too many arguments for 'build'[^]*\n\(tcpspec stacks build --help/,
  "run --stack exec:python3 clsoe": /nothing is called "clsoe"\ndid you mean close\?/,
  "run nothing/*": /nothing is called "nothing\/\*"/,
  "list nonsense": /nothing is called "nonsense"/,
  "explain nonsense": /nothing is called "nonsense"/,
  "explain four-segments": /did you mean close\/active\/four-segments/,
  "run --stack refrence": /there is no stack called "refrence"\ndid you mean reference\?/,
  "run --stack bsd": /there is no stack called "bsd"\n'tcpspec stacks' lists what there is/,
  "run --stack mutant:isn-constnat": /there is no mutant called "isn-constnat"\ndid you mean isn-constant\?/,
  "fuzz --stack bsd": /there is no stack called "bsd"/,
};

const REPLAYS: Mistakes = {
  "replay foo": /there is nothing to replay called "foo"\ngive a \.scenario\.json file/,
  "replay close/active/four-segment@reference/v4#seed=1":
    /there is no scenario "close\/active\/four-segment"\ndid you mean close\/active\/four-segments/,
  "replay close/active/four-segments@bsd/v4#seed=1": /there is no stack called "bsd"/,
  "replay close/active/four-segments@reference/v5#seed=1": /there is nothing to replay/,
  "replay close/active/four-segments@reference/v4#seed=4294967296": /the seed 4294967296 is more than 4294967295/,
};

describe("tcpspec, when it is called wrongly", () => {
  const lines = Object.entries({ ...COMMANDS, ...NUMBERS, ...NAMES, ...REPLAYS });
  let tried: (line: string) => Ended & { readonly left: readonly string[] };

  before("try them all", async () => {
    tried = await atOnce(
      lines.map(([line]) => line),
      async (line) => {
        const cwd = folder();
        const words = line.split(" ").filter((word) => word !== "");
        return { ...(await tcpspec(words, { cwd })), left: readdirSync(cwd) };
      },
    );
  });

  for (const [line, said] of lines) {
    it(`tcpspec ${line}`, () => {
      const { stderr, ...others } = tried(line);
      expect(stderr).to.match(said);
      expect(stderr).not.to.match(/^ {4}at /m);
      expect(others).to.deep.equal({ code: 2, stdout: "", left: [] });
    });
  }

  it("a command that starts a host, without exec", async () => {
    for (const command of ["run", "fuzz"]) {
      const { code, stderr } = await tcpspec([command, "--stack", "python3 x.py"]);
      expect(stderr).to.match(/^error: there is no stack called "python3 x\.py"\n.* --stack "exec:python3 x\.py"\n$/);
      expect(code).to.equal(2);
    }
  });

  it("a rule that no scenario is about", async () => {
    const { code, stderr } = await tcpspec(["run", "MUST-51"]);
    expect(stderr).to.match(/no scenario is about MUST-51\n'tcpspec explain MUST-51' says what it asks for/);
    expect(code).to.equal(2);
  });

  describe("files to replay", () => {
    const FILES: Readonly<Record<string, readonly [content: string, said: RegExp]>> = {
      "no JSON": ["{", /is no scenario: not JSON: /],
      "other JSON": ["[]", /is no scenario: the file: must be object/],
      "half of one": ['{"schema": "tcpspec/scenario/1"}', /is no scenario: the file: must have required property/],
      empty: ["", /is no scenario: not JSON/],
    };

    for (const [what, [content, said]] of Object.entries(FILES)) {
      it(what, async () => {
        const cwd = folder();
        writeFileSync(join(cwd, "x.scenario.json"), content);
        const { code, stderr } = await tcpspec(["replay", "x.scenario.json"], { cwd });
        expect(stderr).to.match(said);
        expect(code).to.equal(2);
      });
    }

    it("a folder", async () => {
      const cwd = folder();
      mkdirSync(join(cwd, "corpus"));
      const { code, stderr } = await tcpspec(["replay", "corpus"], { cwd });
      expect(stderr).to.match(/corpus cannot be read: it is a folder/);
      expect(code).to.equal(2);
    });
  });
});
