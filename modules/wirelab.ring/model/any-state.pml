/* From any state: each node believes that it holds or not, in any of two epochs and at any of some turns, with any memory
 * of its last turn and of the least, any claim, and a token or a claim or nothing waits before it. No fault follows. */
#define N 3
#define CAP 6
#define ANY
#define TIMERS
#define CLAIMS
#define START \
  do \
  :: k < N -> \
       select(s : 1 .. 2); ep[k] = EPOCH(s, 0); \
       tu[k] = 1 + k; \
       if :: skip :: st[k] = HOLDS; tokens++; least[k] = k; leastAt[k] = tu[k] fi; \
       if \
       :: skip \
       :: lastEp[k] = ep[k]; lastTu[k] = tu[k] \
       fi; \
       if \
       :: skip \
       :: select(s : 1 .. 2); in[k]!TOKEN, 0, 0, 0, EPOCH(s, 0), 3, 1; tokens++ \
       :: k == 0 -> cl[k] = EPOCH(3, 1) \
       fi; \
       k++ \
  :: k == N -> break \
  od; \
  k = 0;
#include "ring.pml"

ltl back { (<> [] (tokens <= 1)) && ([] <> (tokens == 1)) }
