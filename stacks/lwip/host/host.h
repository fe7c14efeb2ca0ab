/*
 * lwIP under test: a host that speaks the process protocol (docs/process-protocol.md).
 *
 *   main.c     a process for each scenario, and who plays which command
 *   network.c  lwIP as one interface on a network, in virtual time
 *   user.c     the user calls, made of lwIP's raw API
 */
#ifndef HOST_H
#define HOST_H

#include "lwip/ip_addr.h"
#include "protocol.h"

/* ---- network.c ---- */

/* An address, IPv4 or IPv6; 0 if the word is none. */
int read_address(const char *word, ip_addr_t *address);
/* lwIP begins, as new, with these addresses. All its chance follows from the seed. */
void begin_network(unsigned seed, const ip_addr_t *ip4, const ip_addr_t *ip6);
/* Runs what a command has set off without time passing. */
void settle(void);

/* ---- the commands: words[0] is the name; each puts one answer ---- */

void packet(char **words, int count);
void advance(char **words, int count);

void open_connection(char **words, int count);
void send_text(char **words, int count);
void receive_text(char **words, int count);
void close_connection(char **words, int count);
void abort_connection(char **words, int count);
void tell_status(char **words, int count);
void choose(char **words, int count);

#endif
