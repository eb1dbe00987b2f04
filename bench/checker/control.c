// Nothing but arithmetic in registers: how much faster are two of these side by side than one after the other? Nothing can scale better here.
#include <stdint.h>
#include <stdio.h>

int main(void) {
  uint64_t state = 88172645463325252u;
  for (uint64_t i = 0; i < 800000000u; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
  }
  printf("%llu\n", (unsigned long long)state);
  return 0;
}
