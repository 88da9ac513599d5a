#define N 5
#define CAP 5
#define HASTE 2
#define TIMERS
#define CLAIMS
#define MESSAGES if :: k != 1 && k != 3 :: pending[k] = 1; dst[k] = (k + 2) % N fi;
#include "ring.pml"
