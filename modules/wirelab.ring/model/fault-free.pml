#define N 5
#define CAP 2
#define SKIPS 3
#include "ring.pml"
