/* Two-phase commit after Gray and Lamport with N (at most 10) resource managers: the model of src/Tenon.Checking/Samples/TwoPhaseCommit.cs.
   One process whose every turn is one step of the model, so that Spin's states and transitions are the model's. */
#define WORKING   0
#define PREPARED  1
#define COMMITTED 2
#define ABORTED   3

#define UNDECIDED 0
#define COMMIT    1
#define ABORT     2

byte resource[N];
byte decision;
bool sent[N];
bool heard[N];

#define EVERYONE_HEARD (ALL(0) && ALL(1) && ALL(2) && ALL(3) && ALL(4) && ALL(5) && ALL(6) && ALL(7) && ALL(8) && ALL(9))
#define ALL(i) (i >= N || heard[(i) % N])

#define MANAGER(i) \
  :: d_step { decision == UNDECIDED && sent[i] -> heard[i] = true } \
  :: d_step { resource[i] == WORKING -> resource[i] = PREPARED; sent[i] = true } \
  :: d_step { resource[i] == WORKING -> resource[i] = ABORTED } \
  :: d_step { decision == COMMIT -> resource[i] = COMMITTED } \
  :: d_step { decision == ABORT -> resource[i] = ABORTED }

active proctype System() {
  do
  :: d_step { decision == UNDECIDED && EVERYONE_HEARD -> decision = COMMIT }
  :: d_step { decision == UNDECIDED -> decision = ABORT }
  MANAGER(0)
#if N > 1
  MANAGER(1)
#endif
#if N > 2
  MANAGER(2)
#endif
#if N > 3
  MANAGER(3)
#endif
#if N > 4
  MANAGER(4)
#endif
#if N > 5
  MANAGER(5)
#endif
#if N > 6
  MANAGER(6)
#endif
#if N > 7
  MANAGER(7)
#endif
#if N > 8
  MANAGER(8)
#endif
#if N > 9
  MANAGER(9)
#endif
  od
}
