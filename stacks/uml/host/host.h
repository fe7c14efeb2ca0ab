/*
 * Linux under test in virtual time: the first and only program of a User-mode Linux, which speaks the process protocol
 * (docs/process-protocol.md).
 *
 *   main.c         the commands, and virtual time
 *   network.c      a network namespace for each scenario, and the device that leads out of it
 *   user.c         the user calls
 *   connection.c   a connection that has a socket: what is done with it, and what it tells
 *   state.c        the states of connections that have no socket
 *
 * and in the kernel itself
 *
 *   harness.c      the driver by which the lines come and go
 *   chance.c       chance that follows from the seed
 */
#ifndef HOST_H
#define HOST_H

#include <stdint.h>
#include <sys/socket.h>

#include "protocol.h"

/* Says on the standard error what has failed, by errno, and ends. */
_Noreturn void fail(const char *what);

/* ---- main.c ---- */

/*
 * What is watched: `attend` is called, with what epoll(7) says, when something has happened on the descriptor. It is the first
 * member of what it belongs to.
 */
struct watched {
  int fd;
  void (*attend)(struct watched *watched, uint32_t events);
};

/* From now on it is; closing the descriptor ends that. */
void watch(struct watched *watched, uint32_t events);
/* Puts everything that has happened. */
void settle(void);

/* ---- network.c ---- */

/* Has the kernel look for neighbours, of which there are none here, once in a fortnight and not every few seconds. */
void calm_network(void);
/* Whether these are an IPv4 and an IPv6 address. */
int are_addresses(const char *ip4, const char *ip6);
/* A new network namespace with these two addresses; the last one goes. */
void begin_network(const char *ip4, const char *ip6);
/* Gives a datagram to the kernel. What it sends is put when `settle` meets it. */
void inject(const uint8_t *datagram, size_t length);

/* ---- state.c ---- */

/* The two sockets of a connection. */
struct sockets {
  struct sockaddr_storage local, foreign;
};

/* The state of the connection, by its number in tcp_states.h: LISTEN of the listener where there is none, else CLOSE. */
int state_between(const struct sockets *sockets);
/* The words of RFC 9293 3.3.2. */
const char *state_name(int state);

/* ---- connection.c ---- */

struct connection;

/* A connection that goes by this id, on a socket of its own. */
struct connection *new_connection(const char *id, const struct sockets *sockets, int fd);
void free_connection(struct connection *connection);
int connection_state(const struct connection *connection);
int connection_fd(const struct connection *connection);
/* Tells its user, once. */
void establish(struct connection *connection);
/* The user calls; each puts one answer. */
void connection_send(struct connection *connection, const uint8_t *octets, size_t length, int urgent);
/* The same without an answer. */
void connection_queue(struct connection *connection, const uint8_t *octets, size_t length, int urgent);
void connection_receive(struct connection *connection, size_t limit);
void connection_close(struct connection *connection);
void connection_abort(struct connection *connection);
void connection_status(const struct connection *connection);

/* Answers a call that has failed with this errno in this state. */
void refuse(int number, int state);
void refuse_as(const char *what, const char *detail);

/* ---- the commands: words[0] is the name; each puts one answer ---- */

void open_connection(char **words, int count);
void send_text(char **words, int count);
void receive_text(char **words, int count);
void close_connection(char **words, int count);
void abort_connection(char **words, int count);
void tell_status(char **words, int count);
void choose(char **words, int count);
/* Forgets every connection and listener. */
void forget_connections(void);

#endif
