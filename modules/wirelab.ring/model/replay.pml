/* A recorded run of three nodes as a process that takes the events of the model one by one: if it can come to its end, the
 * model allows the run, and SPIN says so by the assertion there. The run itself is in trace.pml, which the test writes. */
#define N 3
#define CAP 12
#define REPLAY
#define LOSSES 200
#define SKIPS 200
#define TIMERS
#define CLAIMS
#define MESSAGES pending[k] = 1; dst[k] = (k + 2) % N;
#define START k = 0;
#include "ring.pml"
#include "trace.pml"
