#define N 3
#define CAP 5
#define LOSSES 1
#define TIMERS
#define CLAIMS
#define START wants[0] = 1; wants[1] = 1; wants[2] = 1;
#include "ring.pml"
