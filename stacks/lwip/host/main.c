/*
 * A process for each scenario. lwIP's variables cannot be made as new, so the first process never touches lwIP: at
 * `reset` it forks, waits, and lets its child play. The child that meets the next `reset` hands it back, with all that
 * it has read ahead, and exits.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"
#include "lwip/init.h"

static const struct command COMMANDS[] = {
  { "packet", 2, 2, packet },
  { "advance", 2, 2, advance },
  { "open", 7, 9, open_connection },
  { "send", 3, 5, send_text },
  { "receive", 3, 3, receive_text },
  { "close", 2, 2, close_connection },
  { "abort", 2, 2, abort_connection },
  { "status", 2, 2, tell_status },
  { "choose", 4, 4, choose },
  { NULL, 0, 0, NULL },
};

/* Plays one scenario, to the next `reset` or the end of the input. */
static void play_scenario(void) {
  char *line;
  while ((line = next_line()) != NULL) {
    if (*line == '#') continue;
    if (strncmp(line, "reset ", 6) == 0) return unread_line();
    play_command(COMMANDS, line);
    send_answer();
  }
}

/* What went wrong with the child went wrong with us. */
static void end_as(int status) {
  if (WIFSIGNALED(status)) raise(WTERMSIG(status));
  exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void reset(char **words, int count) {
  uint64_t seed;
  ip_addr_t ip4, ip6;
  int to_parent[2], status;
  pid_t parent = getpid(), child;
  if (count != 4 || !read_number(words[1], UINT32_MAX, &seed)) return not_understood("seed");
  if (!read_address(words[2], &ip4) || !IP_IS_V4(&ip4)) return not_understood("IPv4 address");
  if (!read_address(words[3], &ip6) || !IP_IS_V6(&ip6)) return not_understood("IPv6 address");
  if (pipe(to_parent) < 0 || (child = fork()) < 0) {
    put("error insufficient resources: no process for the scenario\n");
    return;
  }
  if (child == 0) {
    /* Nothing is left when the parent is killed; it may have been before this call. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    close(to_parent[0]);
    begin_network((unsigned)seed, &ip4, &ip6);
    put("ok\n");
    send_answer();
    play_scenario();
    hand_over(to_parent[1]);
    _exit(0);
  }
  close(to_parent[1]);
  take_over(to_parent[0]);
  close(to_parent[0]);
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) end_as(status);
}

static void introduce(char **words, int count) {
  if (count != 2 || strcmp(words[1], "1") != 0) {
    put("error I speak 1\n");
    return;
  }
  put("ok lwip %s user-calls active-open half-close status unspecified-sockets unacknowledged "
      "choose-nagle choose-keep-alive choose-keep-alive-interval choose-diffserv choose-hop-limit\n", LWIP_VERSION_STRING);
}

int main(void) {
  char *line;
  claim_output();
  while ((line = next_line()) != NULL) {
    char *words[MOST_WORDS];
    int count;
    if (*line == '#') continue;
    count = split(line, words);
    if (count > 0 && strcmp(words[0], "tcpspec") == 0) introduce(words, count);
    else if (count > 0 && strcmp(words[0], "reset") == 0) reset(words, count);
    else not_understood("no scenario has begun");
    send_answer();
  }
  return 0;
}
