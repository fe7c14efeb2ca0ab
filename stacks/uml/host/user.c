/* The user calls of RFC 9293 3.9.1, as calls of the kernel's socket interface, and what an id stands for. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "host.h"

#define BACKLOG 512
#define MILLISECOND UINT64_C(1000000)
#define SECOND UINT64_C(1000000000)

/* The passive OPENs of one local socket. The kernel's listeners accept from anybody; whose it is shows in where it comes from. */
struct listener {
  struct watched socket;
  struct listener *next;
  struct sockaddr_storage local;
};

/* What an id stands for: a passive OPEN that waits at a listener, a connection, or neither any more. */
struct holding {
  struct holding *next;
  char *id;
  struct sockets sockets;
  struct listener *listener;
  struct connection *connection;
  /* What is to be sent once it is accepted, each as one SEND. */
  struct early {
    struct early *next;
    int urgent;
    size_t length;
    uint8_t octets[];
  } *early;
};

static struct holding *holdings;
static struct listener *listeners;
/* Accepted from somebody whom no OPEN has named. */
static int strangers[BACKLOG];
static int stranger_count;

/* ---- sockets ---- */

static int read_socket(const char *address, const char *port, struct sockaddr_storage *socket) {
  struct sockaddr_in *in = (struct sockaddr_in *)socket;
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)socket;
  uint64_t number;
  memset(socket, 0, sizeof *socket);
  if (!read_number(port, UINT16_MAX, &number)) return 0;
  if (inet_pton(AF_INET, address, &in->sin_addr) == 1) {
    in->sin_family = AF_INET;
    in->sin_port = htons((uint16_t)number);
    return 1;
  }
  in6->sin6_family = AF_INET6;
  in6->sin6_port = htons((uint16_t)number);
  return inet_pton(AF_INET6, address, &in6->sin6_addr) == 1;
}

static int are_same(const struct sockaddr_storage *a, const struct sockaddr_storage *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

static const struct sockaddr *generic(const struct sockaddr_storage *socket) { return (const struct sockaddr *)socket; }

static void set_option(int fd, int level, int option, int value) {
  if (setsockopt(fd, level, option, &value, sizeof value) < 0) fail("setsockopt");
}

static void set_user_timeout(int fd, uint64_t timeout) {
  uint64_t milliseconds = (timeout + MILLISECOND - 1) / MILLISECOND;
  set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, milliseconds > INT_MAX ? INT_MAX : (int)milliseconds);
}

static void set_ip_option(int fd, int option4, int option6, int value) {
  int family;
  socklen_t length = sizeof family;
  getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &length);
  if (family == AF_INET) set_option(fd, IPPROTO_IP, option4, value);
  else set_option(fd, IPPROTO_IPV6, option6, value);
}

/* Closes what has just failed: the negative errno of that. */
static int close_failed(int fd) {
  int number = errno;
  close(fd);
  return -number;
}

/* A socket that is bound; the negative errno where there can be none. */
static int bound_socket(const struct sockaddr_storage *local) {
  int fd = socket(local->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (fd < 0) fail("socket");
  set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  /* RFC 9293 3.8.5: urgent octets are part of the stream. Without this the kernel takes the last of them out of it. */
  set_option(fd, SOL_SOCKET, SO_OOBINLINE, 1);
  set_ip_option(fd, IP_RECVERR, IPV6_RECVERR, 1);
  return bind(fd, generic(local), sizeof *local) == 0 ? fd : close_failed(fd);
}

/* ---- what an id stands for ---- */

static struct holding *find(const char *id) {
  struct holding *holding = holdings;
  while (holding != NULL && strcmp(holding->id, id) != 0) holding = holding->next;
  return holding;
}

static void drop_early(struct holding *holding) {
  while (holding->early != NULL) {
    struct early *first = holding->early;
    holding->early = first->next;
    free(first);
  }
}

static struct holding *hold(const char *id, const struct sockets *sockets) {
  struct holding *holding = find(id);
  if (holding == NULL) {
    holding = calloc(1, sizeof *holding);
    if (holding == NULL || (holding->id = strdup(id)) == NULL) fail("memory");
    holding->next = holdings;
    holdings = holding;
  }
  if (holding->connection != NULL) free_connection(holding->connection);
  drop_early(holding);
  holding->connection = NULL;
  holding->listener = NULL;
  holding->sockets = *sockets;
  return holding;
}

static int state_of(const struct holding *holding) {
  int state;
  if (holding->connection != NULL) return connection_state(holding->connection);
  state = state_between(&holding->sockets);
  /* The listener is somebody else's. */
  return state == TCP_LISTEN && holding->listener == NULL ? TCP_CLOSE : state;
}

/* ---- listeners ---- */

/* One passive OPEN is one connection (RFC 9293 3.9.1.1): when all are served, nobody listens. */
static void close_if_idle(struct listener *listener) {
  struct listener **link = &listeners;
  for (const struct holding *holding = holdings; holding != NULL; holding = holding->next)
    if (holding->listener == listener) return;
  while (*link != listener) link = &(*link)->next;
  *link = listener->next;
  close(listener->socket.fd);
  free(listener);
}

static void begin_connection(struct holding *holding, int fd) {
  holding->listener = NULL;
  holding->connection = new_connection(holding->id, &holding->sockets, fd);
  establish(holding->connection);
  for (struct early *text = holding->early; text != NULL; text = text->next)
    connection_queue(holding->connection, text->octets, text->length, text->urgent);
  drop_early(holding);
}

static struct holding *expecting(const struct listener *listener, const struct sockaddr_storage *foreign) {
  struct holding *holding = holdings;
  while (holding != NULL && (holding->listener != listener || !are_same(&holding->sockets.foreign, foreign)))
    holding = holding->next;
  return holding;
}

static void accept_all(struct watched *watched, uint32_t events) {
  struct listener *listener = (struct listener *)watched;
  (void)events;
  for (;;) {
    struct sockaddr_storage foreign = { 0 };
    socklen_t length = sizeof foreign;
    struct holding *holding;
    int fd = accept4(watched->fd, (struct sockaddr *)&foreign, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) break;
    holding = expecting(listener, &foreign);
    if (holding != NULL) begin_connection(holding, fd);
    else if (stranger_count < BACKLOG) strangers[stranger_count++] = fd;
    else close(fd);
  }
  close_if_idle(listener);
}

/* The listener of the local socket; NULL, with errno, where there can be none. */
static struct listener *listener_on(const struct sockaddr_storage *local, uint64_t timeout) {
  struct listener *listener = listeners;
  int fd;
  while (listener != NULL && !are_same(&listener->local, local)) listener = listener->next;
  if (listener != NULL) return listener;
  fd = bound_socket(local);
  if (fd >= 0 && timeout > 0) set_user_timeout(fd, timeout);
  if (fd >= 0 && listen(fd, BACKLOG) < 0) fd = close_failed(fd);
  if (fd < 0) {
    errno = -fd;
    return NULL;
  }
  listener = calloc(1, sizeof *listener);
  if (listener == NULL) fail("memory");
  listener->socket = (struct watched){ fd, accept_all };
  listener->local = *local;
  listener->next = listeners;
  listeners = listener;
  watch(&listener->socket, EPOLLIN);
  return listener;
}

/* ---- the commands ---- */

static void not_there(void) { refuse_as("connection does not exist", "no socket"); }

/* The same call once more on the socket that there is: the kernel knows best why that cannot be. */
static void open_again(const struct holding *holding, int active, const struct sockets *sockets) {
  int fd, result;
  if (holding->connection == NULL && holding->listener == NULL)
    return refuse_as("connection already exists", state_name(state_of(holding)));
  fd = holding->connection == NULL ? holding->listener->socket.fd : connection_fd(holding->connection);
  if (active) {
    result = connect(fd, generic(&sockets->foreign), sizeof sockets->foreign);
    /* The first one after the handshake only reports how that went. */
    if (result == 0) result = connect(fd, generic(&sockets->foreign), sizeof sockets->foreign);
  } else {
    result = bind(fd, generic(&sockets->local), sizeof sockets->local);
  }
  if (result < 0) refuse(errno, state_of(holding));
  else put("ok\n");
}

static void connect_to(const char *id, const struct sockets *sockets, uint64_t timeout) {
  int fd = bound_socket(&sockets->local);
  if (fd < 0) return refuse(-fd, TCP_CLOSE);
  if (timeout > 0) set_user_timeout(fd, timeout);
  if (connect(fd, generic(&sockets->foreign), sizeof sockets->foreign) < 0 && errno != EINPROGRESS)
    return refuse(-close_failed(fd), TCP_CLOSE);
  hold(id, sockets)->connection = new_connection(id, sockets, fd);
  settle();
  put("ok\n");
}

static void listen_for(const char *id, const struct sockets *sockets, uint64_t timeout) {
  struct listener *listener = listener_on(&sockets->local, timeout);
  if (listener == NULL) return refuse(errno, TCP_CLOSE);
  if (expecting(listener, &sockets->foreign) != NULL) return refuse(EADDRINUSE, TCP_CLOSE);
  hold(id, sockets)->listener = listener;
  put("ok\n");
}

void open_connection(char **words, int count) {
  int active = strcmp(words[2], "active") == 0;
  struct holding *holding = find(words[1]);
  struct sockets sockets;
  uint64_t timeout = 0;
  if (!active && strcmp(words[2], "passive") != 0) return not_understood("active or passive");
  if (!read_socket(words[3], words[4], &sockets.local) || !read_socket(words[5], words[6], &sockets.foreign) ||
      sockets.local.ss_family != sockets.foreign.ss_family)
    return not_understood("socket");
  if (count > 7 && (count != 9 || strcmp(words[7], "timeout") != 0 || !read_number(words[8], UINT64_MAX / 2, &timeout)))
    return not_understood("timeout");
  if (holding != NULL && state_of(holding) != TCP_CLOSE) open_again(holding, active, &sockets);
  else if (active) connect_to(words[1], &sockets, timeout);
  else listen_for(words[1], &sockets, timeout);
}

/* In LISTEN, and until accept(2): send(2) on a listening socket fails, and after that the text waits. */
static void send_early(struct holding *holding, const uint8_t *octets, size_t length, int urgent) {
  struct early **end = &holding->early, *text;
  int state = state_of(holding);
  if (state == TCP_LISTEN) return refuse(EPIPE, state);
  text = malloc(sizeof *text + length);
  if (text == NULL) fail("memory");
  *text = (struct early){ NULL, urgent, length };
  memcpy(text->octets, octets, length);
  while (*end != NULL) end = &(*end)->next;
  *end = text;
  put("ok\n");
}

void send_text(char **words, int count) {
  struct holding *holding;
  const uint8_t *octets;
  size_t length;
  int urgent = 0;
  for (int i = 3; i < count; i++) {
    if (strcmp(words[i], "urgent") == 0) urgent = 1;
    /* The kernel pushes whatever it sends. */
    else if (strcmp(words[i], "push") != 0) return not_understood("push or urgent");
  }
  if (!read_octets(words[2], &octets, &length)) return not_understood("octets");
  holding = find(words[1]);
  if (holding == NULL || (holding->connection == NULL && holding->listener == NULL)) not_there();
  else if (holding->connection == NULL) send_early(holding, octets, length, urgent);
  else connection_send(holding->connection, octets, length, urgent);
}

void receive_text(char **words, int count) {
  uint64_t limit;
  struct holding *holding;
  (void)count;
  if (!read_number(words[2], INT_MAX, &limit)) return not_understood("limit");
  holding = find(words[1]);
  if (holding == NULL || (holding->connection == NULL && holding->listener == NULL)) not_there();
  /* accept(2) waits, and recv(2) comes after it. */
  else if (holding->connection == NULL) put("ok -\n");
  else connection_receive(holding->connection, limit);
}

/* RFC 9293 3.10.4 and 3.10.5: in LISTEN the OPEN is taken back. After that, before accept(2), there is no call. */
static void stop_waiting(struct holding *holding) {
  struct listener *listener = holding->listener;
  int state = state_of(holding);
  if (state != TCP_LISTEN) {
    put("error not supported: %s before accept\n", state_name(state));
    return;
  }
  holding->listener = NULL;
  close_if_idle(listener);
  settle();
  put("ok\n");
}

static void end_connection(const char *id, void (*call)(struct connection *connection)) {
  struct holding *holding = find(id);
  if (holding == NULL || (holding->connection == NULL && holding->listener == NULL)) not_there();
  else if (holding->connection == NULL) stop_waiting(holding);
  else call(holding->connection);
}

void close_connection(char **words, int count) {
  (void)count;
  end_connection(words[1], connection_close);
}

void abort_connection(char **words, int count) {
  (void)count;
  end_connection(words[1], connection_abort);
}

void tell_status(char **words, int count) {
  const struct holding *holding = find(words[1]);
  (void)count;
  if (holding != NULL && holding->connection != NULL) connection_status(holding->connection);
  else put("ok %s\n", holding == NULL ? "CLOSED" : state_name(state_of(holding)));
}

/* A listener hands on to what it accepts what is chosen for it. */
void choose(char **words, int count) {
  const char *name = words[2], *value = words[3];
  struct holding *holding = find(words[1]);
  int on = strcmp(value, "on") == 0, fd;
  uint64_t number = 0;
  (void)count;
  if (!on && strcmp(value, "off") != 0 && !read_number(value, UINT64_MAX / 2, &number)) return not_understood("value");
  if (holding == NULL || (holding->connection == NULL && holding->listener == NULL)) return not_there();
  fd = holding->connection == NULL ? holding->listener->socket.fd : connection_fd(holding->connection);
  if (fd < 0) return not_there();
  if (strcmp(name, "nagle") == 0) set_option(fd, IPPROTO_TCP, TCP_NODELAY, !on);
  else if (strcmp(name, "keep-alive") == 0) set_option(fd, SOL_SOCKET, SO_KEEPALIVE, on);
  else if (strcmp(name, "keep-alive-interval") == 0) {
    set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, (int)((number + SECOND - 1) / SECOND));
    set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, (int)((number + SECOND - 1) / SECOND));
  } else if (strcmp(name, "user-timeout") == 0) set_user_timeout(fd, number);
  /* The codepoint is all of the octet but the two bits of ECN (RFC 2474 3). */
  else if (strcmp(name, "diffserv") == 0) set_ip_option(fd, IP_TOS, IPV6_TCLASS, (int)number << 2);
  else if (strcmp(name, "hop-limit") == 0) set_ip_option(fd, IP_TTL, IPV6_UNICAST_HOPS, (int)number);
  else if (strcmp(name, "soft-errors") == 0) set_ip_option(fd, IP_RECVERR, IPV6_RECVERR, on);
  else return not_understood("what to choose");
  settle();
  put("ok\n");
}

void forget_connections(void) {
  while (holdings != NULL) {
    struct holding *first = holdings;
    holdings = first->next;
    if (first->connection != NULL) free_connection(first->connection);
    drop_early(first);
    free(first->id);
    free(first);
  }
  while (listeners != NULL) {
    struct listener *first = listeners;
    listeners = first->next;
    close(first->socket.fd);
    free(first);
  }
  while (stranger_count > 0) close(strangers[--stranger_count]);
}
