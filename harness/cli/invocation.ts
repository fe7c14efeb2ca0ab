/** How the user calls us, so that a command that we print can be copied: by npm's own means where we were started by them. */
export function invocation(environment: NodeJS.ProcessEnv = process.env): string {
  return ["exec", "start"].includes(environment.npm_command ?? "") ? "npx tcpspec" : "tcpspec";
}
