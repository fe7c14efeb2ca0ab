/*
 * The user calls of RFC 9293 3.9.1, made of lwIP's raw API.
 *
 * A pointer to a control block is never kept: lwIP frees blocks without a word (at the end of TIME-WAIT), so a block is
 * looked for in lwIP's lists whenever one is needed.
 */

#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcp.h"

struct connection {
  struct connection *next;
  /* Empty if a caller came whom nobody has named. */
  char *id;
  ip_addr_t local, foreign;
  u16_t local_port, foreign_port;
  /* Where a passive OPEN waits for its connection; NULL in all other cases. */
  struct tcp_pcb_listen *listener;
  /* What lwIP has handed over and the user not received yet. */
  struct pbuf *text;
  int at_end;
};

static struct connection *connections;

static struct connection *new_connection(const char *id) {
  struct connection *connection = calloc(1, sizeof *connection);
  connection->id = strdup(id);
  connection->next = connections;
  connections = connection;
  return connection;
}

/* The latest of that name. */
static struct connection *find(const char *id) {
  struct connection *connection = connections;
  while (connection != NULL && strcmp(connection->id, id) != 0) connection = connection->next;
  return connection;
}

static int is_between(const struct tcp_pcb *block, const struct connection *connection) {
  return block->local_port == connection->local_port && block->remote_port == connection->foreign_port &&
         ip_addr_cmp(&block->local_ip, &connection->local) && ip_addr_cmp(&block->remote_ip, &connection->foreign);
}

static int is_of(const struct tcp_pcb *block, const struct connection *connection) {
  if (connection->listener == NULL) return block->callback_arg == connection;
  /* Before it is accepted a block knows nothing but its listener. */
  return block->listener == connection->listener && block->state == SYN_RCVD && is_between(block, connection);
}

static struct tcp_pcb *search(struct tcp_pcb *block, const struct connection *connection) {
  while (block != NULL && !is_of(block, connection)) block = block->next;
  return block;
}

/* The control block; NULL if there is none, or none yet. */
static struct tcp_pcb *block_of(const struct connection *connection) {
  struct tcp_pcb *block = search(tcp_active_pcbs, connection);
  return block != NULL ? block : search(tcp_tw_pcbs, connection);
}

/* ---- answers ---- */

static void refuse(const char *what, const char *detail) { put("error %s: %s\n", what, detail); }

static void not_there(void) { refuse("connection does not exist", "there is no control block"); }

/* What lwIP's errors are in the words of RFC 9293 3.10. */
static const char *meaning(err_t result) {
  switch (result) {
    case ERR_MEM:
    case ERR_BUF:
      return "insufficient resources";
    /* tcp_listen and tcp_connect, where the port or the pair of sockets is taken, or the block is in use */
    case ERR_USE:
    case ERR_CLSD:
    case ERR_ISCONN:
      return "connection already exists";
    /* tcp_write and tcp_shutdown, behind our FIN */
    case ERR_CONN:
      return "connection closing";
    default:
      return "other";
  }
}

static void answer(err_t result) {
  static const char *const NAMES[] = {
    "ERR_OK", "ERR_MEM", "ERR_BUF", "ERR_TIMEOUT", "ERR_RTE", "ERR_INPROGRESS", "ERR_VAL", "ERR_WOULDBLOCK", "ERR_USE",
    "ERR_ALREADY", "ERR_ISCONN", "ERR_CONN", "ERR_IF", "ERR_ABRT", "ERR_RST", "ERR_CLSD", "ERR_ARG",
  };
  settle();
  if (result == ERR_OK) put("ok\n");
  else put("error %s: %s (%d)\n", meaning(result), NAMES[-result], result);
}

static void tell(const struct connection *connection, const char *what) {
  if (*connection->id != '\0') put("tell %s %s\n", connection->id, what);
}

/* ---- what lwIP calls ---- */

static err_t received(void *argument, struct tcp_pcb *block, struct pbuf *text, err_t result) {
  struct connection *connection = argument;
  LWIP_UNUSED_ARG(block);
  LWIP_UNUSED_ARG(result);
  if (text == NULL) {
    connection->at_end = 1;
    tell(connection, "end of stream");
  } else if (connection->text == NULL) {
    connection->text = text;
  } else {
    pbuf_cat(connection->text, text);
  }
  return ERR_OK;
}

/* The block is gone. */
static void ended(void *argument, err_t why) {
  struct connection *connection = argument;
  /* Closed by both sides: there is nothing to tell. */
  if (why == ERR_CLSD) return;
  /* RFC 9293 3.10.7.4, second, and 3.10.8: the queues are flushed. */
  if (connection->text != NULL) pbuf_free(connection->text);
  connection->text = NULL;
  /* ERR_ABRT comes from the timers: for our own aborts nobody is called. */
  tell(connection, why == ERR_RST ? "reset" : "timeout");
}

static err_t connected(void *argument, struct tcp_pcb *block, err_t result) {
  LWIP_UNUSED_ARG(block);
  tell(argument, "established");
  return result;
}

/* From here on the block is the connection's. */
static void adopt(struct connection *connection, struct tcp_pcb *block) {
  tcp_arg(block, connection);
  tcp_recv(block, received);
  tcp_err(block, ended);
}

/* The passive OPEN waits no more, and the listener is closed with the last that does. */
static void stop_waiting(struct connection *connection) {
  struct tcp_pcb_listen *listener = connection->listener;
  connection->listener = NULL;
  for (struct connection *other = connections; other != NULL; other = other->next)
    if (other->listener == listener) return;
  tcp_close((struct tcp_pcb *)listener);
}

static err_t accepted(void *argument, struct tcp_pcb *block, err_t result) {
  struct connection *connection = connections;
  LWIP_UNUSED_ARG(argument);
  if (result != ERR_OK) return result;
  while (connection != NULL && !(connection->listener == block->listener && is_between(block, connection)))
    connection = connection->next;
  if (connection == NULL) {
    adopt(new_connection(""), block);
    return ERR_OK;
  }
  adopt(connection, block);
  stop_waiting(connection);
  tell(connection, "established");
  return ERR_OK;
}

/* ---- OPEN ---- */

/* A new block with the local socket of the connection. Ports may be shared as long as the pairs of sockets differ. */
static err_t bind_block(const struct connection *connection, struct tcp_pcb **block) {
  err_t result;
  *block = tcp_new_ip_type(IP_GET_TYPE(&connection->local));
  if (*block == NULL) return ERR_MEM;
  ip_set_option(*block, SOF_REUSEADDR);
  result = tcp_bind(*block, &connection->local, connection->local_port);
  if (result != ERR_OK) tcp_close(*block);
  return result;
}

static err_t call(struct connection *connection) {
  struct tcp_pcb *block;
  err_t result = bind_block(connection, &block);
  if (result != ERR_OK) return result;
  adopt(connection, block);
  result = tcp_connect(block, &connection->foreign, connection->foreign_port, connected);
  if (result != ERR_OK) tcp_close(block);
  return result;
}

/* The listener of another passive OPEN of the same local socket, or a new one. */
static err_t listen_at(struct connection *connection) {
  struct tcp_pcb *block;
  struct tcp_pcb_listen *listener;
  err_t result;
  for (struct connection *other = connections; other != NULL; other = other->next)
    if (other->listener != NULL && other->local_port == connection->local_port &&
        ip_addr_cmp(&other->local, &connection->local)) {
      connection->listener = other->listener;
      return ERR_OK;
    }
  result = bind_block(connection, &block);
  if (result != ERR_OK) return result;
  listener = (struct tcp_pcb_listen *)tcp_listen_with_backlog_and_err(block, TCP_DEFAULT_LISTEN_BACKLOG, &result);
  if (listener == NULL) {
    tcp_close(block);
    return result;
  }
  tcp_accept((struct tcp_pcb *)listener, accepted);
  connection->listener = listener;
  return ERR_OK;
}

/* OPEN of what is open: the same calls on what is there, which lwIP refuses. */
static void open_again(struct connection *connection, int active) {
  struct tcp_pcb *block = block_of(connection);
  err_t result = ERR_OK;
  if (connection->listener != NULL && active) return refuse("not supported", "lwIP cannot call from a listener");
  if (connection->listener != NULL) return refuse("connection already exists", "it has a listener");
  if (active) result = tcp_connect(block, &connection->foreign, connection->foreign_port, connected);
  else tcp_listen_with_backlog_and_err(block, TCP_DEFAULT_LISTEN_BACKLOG, &result);
  answer(result);
}

/* open <id> active|passive <local address> <local port> <foreign address> <foreign port> [timeout <time>] */
void open_connection(char **words, int count) {
  struct connection *connection = find(words[1]);
  int active = strcmp(words[2], "active") == 0;
  ip_addr_t local, foreign;
  uint64_t local_port, foreign_port, timeout;
  if (!active && strcmp(words[2], "passive") != 0) return not_understood("active or passive");
  if (!read_address(words[3], &local) || !read_address(words[5], &foreign)) return not_understood("address");
  if (!read_number(words[4], UINT16_MAX, &local_port) || !read_number(words[6], UINT16_MAX, &foreign_port))
    return not_understood("port");
  if (count > 7 && (count < 9 || strcmp(words[7], "timeout") != 0 || !read_number(words[8], UINT64_MAX, &timeout)))
    return not_understood("timeout");
  if (count > 7) return refuse("not supported", "lwIP has no user timeout");
  if (connection != NULL && (connection->listener != NULL || block_of(connection) != NULL))
    return open_again(connection, active);
  connection = new_connection(words[1]);
  connection->local = local;
  connection->local_port = (u16_t)local_port;
  connection->foreign = foreign;
  connection->foreign_port = (u16_t)foreign_port;
  answer(active ? call(connection) : listen_at(connection));
}

/* ---- the other calls ---- */

/* send <id> <octets> [push] [urgent] */
void send_text(char **words, int count) {
  struct connection *connection = find(words[1]);
  struct tcp_pcb *block;
  const uint8_t *text;
  size_t length;
  int urgent = 0;
  err_t result;
  if (!read_octets(words[2], &text, &length)) return not_understood("octets");
  for (int i = 3; i < count; i++) {
    if (strcmp(words[i], "urgent") == 0) urgent = 1;
    /* tcp_write sets PSH at the end of whatever it is given. */
    else if (strcmp(words[i], "push") != 0) return not_understood("push or urgent");
  }
  if (connection == NULL) return not_there();
  block = block_of(connection);
  if (block == NULL && connection->listener != NULL)
    return refuse("foreign socket unspecified", "a listener cannot send");
  if (block == NULL) return not_there();
  if (urgent) return refuse("not supported", "tcp_write knows no urgent data");
  if (length > UINT16_MAX) return answer(ERR_MEM);
  result = tcp_write(block, text, (u16_t)length, TCP_WRITE_FLAG_COPY);
  if (result == ERR_OK) tcp_output(block);
  answer(result);
}

/* receive <id> <limit> */
void receive_text(char **words, int count) {
  static uint8_t octets[UINT16_MAX];
  struct connection *connection = find(words[1]);
  struct tcp_pcb *block;
  uint64_t limit;
  u16_t length;
  LWIP_UNUSED_ARG(count);
  if (!read_number(words[2], UINT64_MAX, &limit)) return not_understood("limit");
  if (connection == NULL) return not_there();
  block = block_of(connection);
  if (block == NULL && connection->listener == NULL && connection->text == NULL) return not_there();
  if (limit > sizeof octets) limit = sizeof octets;
  length = connection->text == NULL ? 0 : pbuf_copy_partial(connection->text, octets, (u16_t)limit, 0);
  if (length > 0) connection->text = pbuf_free_header(connection->text, length);
  if (length > 0 && block != NULL) tcp_recved(block, length);
  settle();
  put("ok ");
  put_octets(octets, length);
  put(connection->at_end && connection->text == NULL ? " end\n" : "\n");
}

/* close <id> */
void close_connection(char **words, int count) {
  struct connection *connection = find(words[1]);
  struct tcp_pcb *block = connection == NULL ? NULL : block_of(connection);
  LWIP_UNUSED_ARG(count);
  if (block == NULL && (connection == NULL || connection->listener == NULL)) return not_there();
  if (connection->listener != NULL) {
    if (block != NULL) adopt(connection, block);
    stop_waiting(connection);
  }
  if (block == NULL) return answer(ERR_OK);
  /* tcp_shutdown closes our direction alone; before there is a connection it refuses. */
  answer(block->state == SYN_SENT ? tcp_close(block) : tcp_shutdown(block, 0, 1));
}

/* abort <id> */
void abort_connection(char **words, int count) {
  struct connection *connection = find(words[1]);
  struct tcp_pcb *block = connection == NULL ? NULL : block_of(connection);
  LWIP_UNUSED_ARG(count);
  if (block == NULL && (connection == NULL || connection->listener == NULL)) return not_there();
  if (connection->listener != NULL) stop_waiting(connection);
  if (block != NULL) {
    tcp_err(block, NULL);
    tcp_abort(block);
  }
  if (connection->text != NULL) pbuf_free(connection->text);
  connection->text = NULL;
  answer(ERR_OK);
}

/* status <id> */
void tell_status(char **words, int count) {
  static const char *const STATES[] = {
    [CLOSED] = "CLOSED",
    [LISTEN] = "LISTEN",
    [SYN_SENT] = "SYN-SENT",
    [SYN_RCVD] = "SYN-RECEIVED",
    [ESTABLISHED] = "ESTABLISHED",
    [FIN_WAIT_1] = "FIN-WAIT-1",
    [FIN_WAIT_2] = "FIN-WAIT-2",
    [CLOSE_WAIT] = "CLOSE-WAIT",
    [CLOSING] = "CLOSING",
    [LAST_ACK] = "LAST-ACK",
    [TIME_WAIT] = "TIME-WAIT",
  };
  struct connection *connection = find(words[1]);
  struct tcp_pcb *block = connection == NULL ? NULL : block_of(connection);
  LWIP_UNUSED_ARG(count);
  if (block == NULL) {
    put("ok %s\n", connection != NULL && connection->listener != NULL ? "LISTEN" : "CLOSED");
    return;
  }
  put("ok %s unacknowledged=%u snd.una=%u snd.nxt=%u snd.wnd=%u rcv.nxt=%u rcv.wnd=%u cwnd=%u ssthresh=%u mss=%u rto=%llu\n",
      STATES[block->state], (unsigned)(block->snd_lbb - block->lastack), (unsigned)block->lastack, (unsigned)block->snd_nxt, (unsigned)block->snd_wnd,
      (unsigned)block->rcv_nxt, (unsigned)block->rcv_wnd, (unsigned)block->cwnd, (unsigned)block->ssthresh,
      (unsigned)block->mss, (unsigned long long)block->rto * TCP_SLOW_INTERVAL * 1000000);
}

/* choose <id> <name> <value> */
void choose(char **words, int count) {
  struct connection *connection = find(words[1]);
  struct tcp_pcb *block = connection == NULL ? NULL : block_of(connection);
  int on = strcmp(words[3], "on") == 0;
  int is_switch = on || strcmp(words[3], "off") == 0;
  uint64_t value;
  int is_number = read_number(words[3], UINT64_MAX, &value);
  LWIP_UNUSED_ARG(count);
  if (!is_switch && !is_number) return not_understood("value");
  if (block == NULL && connection != NULL && connection->listener != NULL)
    return refuse("not supported", "lwIP hands nothing on from a listener");
  if (block == NULL) return not_there();
  if (strcmp(words[2], "nagle") == 0 && is_switch) {
    if (on) tcp_nagle_enable(block);
    else tcp_nagle_disable(block);
    tcp_output(block);
  } else if (strcmp(words[2], "keep-alive") == 0 && is_switch) {
    if (on) ip_set_option(block, SOF_KEEPALIVE);
    else ip_reset_option(block, SOF_KEEPALIVE);
  } else if (strcmp(words[2], "keep-alive-interval") == 0 && is_number) {
    block->keep_idle = block->keep_intvl = (u32_t)(value / 1000000);
  } else if (strcmp(words[2], "diffserv") == 0 && is_number && value < 64) {
    /* The codepoint is all of the octet but the two bits of ECN (RFC 2474 3). */
    block->tos = (u8_t)(value << 2);
  } else if (strcmp(words[2], "hop-limit") == 0 && is_number && value > 0 && value < 256) {
    block->ttl = (u8_t)value;
  } else {
    return not_understood("choice");
  }
  answer(ERR_OK);
}
