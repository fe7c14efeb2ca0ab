/* The commands, and virtual time. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

#define SECOND UINT64_C(1000000000)

void fail(const char *what) {
  perror(what);
  reboot(RB_POWER_OFF);
  _exit(1);
}

/* ---- time ---- */

/* The kernel's clock, in nanoseconds. */
static uint64_t kernel_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

/* When the scenario began, by the kernel's clock; and the time of the protocol, which stands still between two `advance`. */
static uint64_t began, now;

/* The kernel counts in these (CONFIG_HZ). */
#define JIFFY UINT64_C(10000000)

/* The kernel's clock has steps of 256 ns (arch/um/kernel/time.c), where its timers do not end. */
#define PRECISION UINT64_C(10000)

/*
 * Each scenario begins with a jiffy, and as much later as the seed says. A timer of n jiffies ends with a jiffy whose number is a
 * multiple of some n/64, rounded to a power of 8 (kernel/time/timer.c); so that timers of five hours and less end where they would
 * the next time, the number of that jiffy is a multiple of 2^15.
 */
static void begin_time(uint64_t seed) {
  const uint64_t round = JIFFY << 15;
  struct timespec until;
  began = (kernel_time() / round + 1) * round + seed * 2654435761u % (JIFFY / PRECISION) * PRECISION;
  until = (struct timespec){ (time_t)(began / SECOND), (long)(began % SECOND) };
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
  now = 0;
}

static uint64_t time_since_it_began(void) {
  return (kernel_time() - began + PRECISION / 2) / PRECISION * PRECISION;
}

/* ---- what happens ---- */

static int events_fd;

void watch(struct watched *watched, uint32_t events) {
  struct epoll_event event = { .events = events, .data.ptr = watched };
  if (epoll_ctl(events_fd, EPOLL_CTL_ADD, watched->fd, &event) < 0) fail("epoll_ctl");
}

#define AT_ONCE 64

/* Attends to what has happened, or waits until something has, but not longer than that: to how much. */
static int attend_to_all(uint64_t longest) {
  struct timespec timeout = { (time_t)(longest / SECOND), (long)(longest % SECOND) };
  struct epoll_event events[AT_ONCE];
  int count = epoll_pwait2(events_fd, events, AT_ONCE, &timeout, NULL);
  for (int i = 0; i < count; i++) {
    struct watched *watched = events[i].data.ptr;
    watched->attend(watched, events[i].events);
  }
  return count;
}

/* Whatever a datagram or a call sets off in the kernel has been done when the write or the call returns. */
void settle(void) {
  while (attend_to_all(0) > 0) continue;
}

static void advance(char **words, int count) {
  uint64_t until, at;
  (void)count;
  if (!read_number(words[1], UINT64_MAX / 2, &until) || until < now) return not_understood("time");
  for (at = time_since_it_began(); at < until && !has_news(); at = time_since_it_began()) attend_to_all(until - at);
  if (at > now) now = at < until ? at : until;
  settle();
  put("ok %llu\n", (unsigned long long)now);
}

/* ---- the other commands ---- */

static void packet(char **words, int count) {
  const uint8_t *datagram;
  size_t length;
  (void)count;
  if (!read_octets(words[1], &datagram, &length) || length == 0) return not_understood("octets");
  inject(datagram, length);
  settle();
  put("ok\n");
}

static void reset(char **words, int count) {
  uint64_t seed;
  (void)count;
  if (!read_number(words[1], UINT32_MAX, &seed)) return not_understood("seed");
  if (!are_addresses(words[2], words[3])) return not_understood("addresses");
  forget_connections();
  begin_network(words[2], words[3]);
  begin_time(seed);
  if (ioctl(STDIN_FILENO, 0, seed) < 0) fail("the seed");
  put("ok\n");
}

static void introduce(char **words, int count) {
  struct utsname system;
  (void)count;
  if (strcmp(words[1], "1") != 0) {
    put("error I speak 1\n");
    return;
  }
  uname(&system);
  put("ok linux %s user-calls active-open half-close simultaneous-open status window-scale timestamps sack d-sack ecn "
      "urgent-data soft-errors unacknowledged urgent-ahead choose-nagle choose-keep-alive choose-keep-alive-interval "
      "choose-user-timeout choose-diffserv choose-hop-limit choose-soft-errors\n", system.release);
}

static const struct command COMMANDS[] = {
  { "tcpspec", 2, 2, introduce },
  { "reset", 4, 4, reset },
  { NULL, 0, 0, NULL },
};

/* Those of a scenario. */
static const struct command ITS_COMMANDS[] = {
  { "reset", 4, 4, reset },
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

/* The first program of a system does what is else done for all others. */
static void begin_system(void) {
  const struct sched_param first = { 1 };
  int harness;
  if (mount("dev", "/dev", "devtmpfs", 0, NULL) < 0 || mount("proc", "/proc", "proc", 0, NULL) < 0) fail("mount");
  harness = open("/dev/harness", O_RDWR);
  if (harness < 0 || dup2(harness, STDIN_FILENO) < 0 || dup2(harness, STDOUT_FILENO) < 0) fail("/dev/harness");
  close(harness);
  /* Programs of this kind, and no others, are woken when they asked to be and not a thousandth later (fs/select.c). */
  if (sched_setscheduler(0, SCHED_FIFO, &first) < 0) fail("sched_setscheduler");
  calm_network();
  events_fd = epoll_create1(EPOLL_CLOEXEC);
  if (events_fd < 0) fail("epoll_create1");
}

int main(void) {
  char *line;
  begin_system();
  claim_output();
  while ((line = next_line()) != NULL) {
    if (*line == '#') continue;
    play_command(began == 0 ? COMMANDS : ITS_COMMANDS, line);
    send_answer();
  }
  reboot(RB_POWER_OFF);
  return 0;
}
