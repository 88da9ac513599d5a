#define N 3
#define CAP 5
#define CUTS 1
#define TIMERS
#define CLAIMS
#include "ring.pml"
