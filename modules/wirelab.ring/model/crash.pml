#define N 3
#define CAP 5
#define CRASHES 1
#define HASTE 1
#define MESSAGES if :: k < 2 -> pending[k] = 1; dst[k] = (k + 2) % N :: skip fi;
#define TIMERS
#define CLAIMS
#include "ring.pml"
