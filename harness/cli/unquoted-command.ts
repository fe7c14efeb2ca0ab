/** A command of several words without quotes, so that words of it were taken for something else: `--stack exec:python3 my_host.py`. */

/** What the name of a host begins with: the rest is the command that starts it. */
export const EXEC = "exec:";

/** What to do, where words behind the stack were not understood and may have been meant for its command. */
export function quoted(stack: string, words: readonly string[]): string | undefined {
  if (!stack.startsWith(EXEC) || stack.includes(" ") || words.length === 0) return undefined;
  return `a command of several words goes in quotes: "${[stack, ...words].join(" ")}"`;
}

/** The same, where the parser did not understand the command line: all up to our own next option is taken for the command. */
export function quotedIn(commandLine: readonly string[]): string | undefined {
  const at = commandLine.findIndex((word) => word.startsWith(EXEC));
  const [stack = "", ...rest] = at < 0 ? [] : commandLine.slice(at);
  const option = rest.findIndex((word) => word.startsWith("--"));
  return quoted(stack, option < 0 ? rest : rest.slice(0, option));
}
