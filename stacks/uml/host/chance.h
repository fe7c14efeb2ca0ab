/* What harness.c tells chance.c, and the kernel's own numbers. */

#include <net/secure_seq.h>

/* From now on chance is that of a scenario with this seed, and the clocks of TCP begin anew. */
void begin_scenario(u32 seed);

#ifdef SEQ_AND_TS_OFF
union tcp_seq_and_ts_off kernel_tcp_seq_and_ts_off(const struct net *net, __be32 saddr, __be32 daddr, __be16 sport,
                                                   __be16 dport);
union tcp_seq_and_ts_off kernel_tcpv6_seq_and_ts_off(const struct net *net, const __be32 *saddr, const __be32 *daddr,
                                                     __be16 sport, __be16 dport);
#else
u32 kernel_tcp_seq(__be32 saddr, __be32 daddr, __be16 sport, __be16 dport);
u32 kernel_tcpv6_seq(const __be32 *saddr, const __be32 *daddr, __be16 sport, __be16 dport);
u32 kernel_tcp_ts_off(const struct net *net, __be32 saddr, __be32 daddr);
u32 kernel_tcpv6_ts_off(const struct net *net, const __be32 *saddr, const __be32 *daddr);
#endif
