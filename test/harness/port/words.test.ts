import { expect } from "chai";
import { HTTP_ANSWER, HTTP_BODY, HTTP_REQUEST } from "../../../harness/port/http";
import { MICROSECOND, MILLISECOND, MINUTE, printSeconds, SECOND } from "../../../harness/port/time";
import { LEVELS, VERDICTS, verdictOfBreach } from "../../../harness/port/verdict";

describe("time", () => {
  const TIMES: readonly (readonly [time: number, text: string])[] = [
    [0, "0.000"],
    [SECOND + 500 * MILLISECOND, "1.500"],
    [4 * MINUTE, "240.000"],
    [MILLISECOND, "0.001"],
    [MICROSECOND, "0.000001"],
    [SECOND + 250 * MICROSECOND, "1.000250"],
  ];

  for (const [time, text] of TIMES) {
    it(`${time} ns are ${text} s`, () => {
      expect(printSeconds(time)).to.equal(text);
    });
  }
});

describe("verdict", () => {
  it("a MUST and a rule in plain words fail, a SHOULD is nonstrict, a MAY says nothing against a stack", () => {
    expect(LEVELS.map((level) => [level, verdictOfBreach(level)])).to.deep.equal([
      ["MUST", "fail"],
      ["MUST NOT", "fail"],
      ["IMPLIED", "fail"],
      ["SHOULD", "nonstrict"],
      ["SHOULD NOT", "nonstrict"],
      ["MAY", "info"],
      ["GUIDANCE", "info"],
    ]);
  });

  it("verdicts stand in the order of their weight", () => {
    const weight = (verdict: (typeof VERDICTS)[number]) => VERDICTS.indexOf(verdict);
    expect(weight("error")).to.be.lessThan(weight("fail"));
    expect(weight("fail")).to.be.lessThan(weight("nonstrict"));
    expect(weight("nonstrict")).to.be.lessThan(weight("inconclusive"));
    expect(weight("pass")).to.equal(VERDICTS.length - 1);
  });
});

describe("http", () => {
  it("the answer has a status line, headers that tell the length of the page, and the page", () => {
    const [head = "", body, ...more] = HTTP_ANSWER.split("\r\n\r\n");
    expect(more).to.deep.equal([]);
    expect(body).to.equal(HTTP_BODY);
    const [status, ...headers] = head.split("\r\n");
    expect(status).to.equal("HTTP/1.1 200 OK");
    expect(headers).to.include(`Content-Length: ${Buffer.byteLength(HTTP_BODY)}`);
  });

  it("a request ends with an empty line and names a host, as RFC 9112 3.2 wants it", () => {
    expect(HTTP_REQUEST).to.match(/^GET \/ HTTP\/1\.1\r\n(?:.+\r\n)*Host: .+\r\n(?:.+\r\n)*\r\n$/);
  });
});
