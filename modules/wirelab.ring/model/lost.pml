#define N 5
#define CAP 3
#define SKIPS 1
#define LOSSES 2
#define TIMERS
#include "ring.pml"
