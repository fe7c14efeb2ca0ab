/*
 * All chance follows from the seed of the scenario, as the process protocol asks of a host. A kernel chooses its secrets once, and
 * its clocks never begin anew; so what the TCP of Linux asks for chance and for its two clocks is asked of this file, and
 * the kernel's own answers are under other names (the Makefile has them).
 */

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/random.h>
#include <net/secure_seq.h>
#include "chance.h"

/*
 * ---- random numbers: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) ----
 *
 * They begin anew with each jiffy: what the rest of the kernel asks for now and then, as its clocks go on from scenario to
 * scenario, makes no difference to the next one.
 */

static u64 state, seed_of_all, first_jiffy, last_jiffy;

u64 get_random_u64(void) {
  u64 number, jiffy = get_jiffies_64();
  if (jiffy != last_jiffy) state = seed_of_all + ((jiffy - first_jiffy) << 32);
  last_jiffy = jiffy;
  number = state += 0x9e3779b97f4a7c15;
  number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
  number = (number ^ number >> 27) * 0x94d049bb133111eb;
  return number ^ number >> 31;
}

u32 get_random_u32(void) { return get_random_u64() >> 32; }
u16 get_random_u16(void) { return get_random_u64() >> 48; }
u8 get_random_u8(void) { return get_random_u64() >> 56; }

u32 __get_random_u32_below(u32 ceil) { return ceil == 0 ? get_random_u32() : ((u64)ceil * get_random_u32()) >> 32; }

/* Secrets, which are chosen when they are first needed: always the same, as that is in another scenario each time. */
void get_random_bytes(void *octets, size_t length) {
  u8 *to = octets;
  while (length-- > 0) *to++ = (u8)(0x9d * (length + 1));
}

/* ---- the clocks of initial sequence numbers (a tick is 64 ns) and of timestamps (a millisecond) ---- */

static u64 began;
static u32 of_the_seed;

/* The kernel's clock has steps of 256 ns (arch/um/kernel/time.c), where nothing happens. */
#define PRECISION 10000

/* Of a sequence number: what the calendar has to do with it goes, and the time since the scenario began comes. */
static u32 by_the_clock(u32 number) {
  u64 time = div_u64(ktime_get_ns() - began + PRECISION / 2, PRECISION) * PRECISION;
  return number + of_the_seed + (u32)(time >> 6) - (u32)(ktime_get_real_ns() >> 6);
}

/* Of what is added to the kernel's milliseconds. */
static u32 since_it_began(u32 offset) { return offset + of_the_seed - (u32)div_u64(began, NSEC_PER_MSEC); }

#ifdef SEQ_AND_TS_OFF /* 6.1.192 asks for both at once. */

static union tcp_seq_and_ts_off both(union tcp_seq_and_ts_off numbers) {
  numbers.seq = by_the_clock(numbers.seq);
  numbers.ts_off = since_it_began(numbers.ts_off);
  return numbers;
}

union tcp_seq_and_ts_off secure_tcp_seq_and_ts_off(const struct net *net, __be32 saddr, __be32 daddr, __be16 sport,
                                                   __be16 dport) {
  return both(kernel_tcp_seq_and_ts_off(net, saddr, daddr, sport, dport));
}

union tcp_seq_and_ts_off secure_tcpv6_seq_and_ts_off(const struct net *net, const __be32 *saddr, const __be32 *daddr,
                                                     __be16 sport, __be16 dport) {
  return both(kernel_tcpv6_seq_and_ts_off(net, saddr, daddr, sport, dport));
}

#else

u32 secure_tcp_seq(__be32 saddr, __be32 daddr, __be16 sport, __be16 dport) {
  return by_the_clock(kernel_tcp_seq(saddr, daddr, sport, dport));
}

u32 secure_tcpv6_seq(const __be32 *saddr, const __be32 *daddr, __be16 sport, __be16 dport) {
  return by_the_clock(kernel_tcpv6_seq(saddr, daddr, sport, dport));
}

u32 secure_tcp_ts_off(const struct net *net, __be32 saddr, __be32 daddr) {
  return since_it_began(kernel_tcp_ts_off(net, saddr, daddr));
}

u32 secure_tcpv6_ts_off(const struct net *net, const __be32 *saddr, const __be32 *daddr) {
  return since_it_began(kernel_tcpv6_ts_off(net, saddr, daddr));
}

#endif

void begin_scenario(u32 seed) {
  seed_of_all = state = seed;
  first_jiffy = last_jiffy = get_jiffies_64();
  of_the_seed = get_random_u32();
  began = ktime_get_ns();
}
