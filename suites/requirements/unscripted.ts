/** Requirements that a test could settle and that no scenario settles, and why not. */

/** The reason for each, by its id. */
export const UNSCRIPTED: Readonly<Record<string, string>> = {
  "793-3.9-OPEN-CLOSED-NOACCESS":
    "the interface has no processes with rights of their own: whoever makes calls may have every local socket",
  "793-3.9-OPEN-CLOSED-NORESOURCES":
    "how many connections there is room for is no limit that a script knows or can come near on most stacks",
  "793-3.9-OPEN-CLOSED-NOTALLOWED": "OPEN has no compartment, and no Diffserv value that a user may not have",
  "793-3.9-CALL-NOACCESS": "the interface has no processes: every connection is one user's",
  "793-3.9-RECV-NORESOURCES":
    "RECEIVE never waits here, so that none is queued (RFC 9293 3.9.1.3 leaves that to the interface)",
  "MUST-51":
    "OPEN has no source route here, and routers drop such datagrams (RFC 7126 4.3): no stack would be told anything by it",
  "MUST-52": "OPEN has no source route here (MUST-51)",
  "MUST-53":
    "hosts drop datagrams with source routes below TCP (RFC 7126 4.3, 4.4), and what is not seen to pass proves nothing when it fails",
  "SHLD-24": "as MUST-53, on which it stands",
  "MAY-4": "the identification may be the same or another, so that nothing a stack does could fail",
  "MAY-9": "no interface of the stacks here tells the Diffserv value that was received, and none has to",
  "MAY-14": "a call that may exist: what there is in an interface no segment shows",
  "MAY-15": "whether SEND takes a PUSH flag is a matter of the interface: no segment tells",
  "MAY-17": "whether the user is shown PSH is a matter of the interface: no segment tells",
};
