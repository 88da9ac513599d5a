/* The logical ring of SPECIFICATION.txt, as a model for SPIN. The other files choose size and faults, and include this one.
 * A step of a process is one event at one node, as in the program; a mark is (epoch, turn, copy), Section 4.2 of the text.
 * A mutant is one line that is changed, chosen by a name that begins with M_. Time is not modelled but in this: a timer
 * fires when nothing else can happen (it is accurate), or at any moment, HASTE times (it is premature). */
/* With NEVER set to one of these the model must fail: so it is shown that each fault happens. */
#ifndef NEVER
#define NEVER 0
#endif
#define HAPPENS(what) assert(NEVER != what)
#define LOSS 1
#define PREMATURE 2
#define CRASH 3
#define RESTART 4
#define CUT 5
#define REJOIN 6
#define WIN 7
#define END 8
#define REFUSAL 9
#define NONE 255
#define RESENDS 3
#ifndef CRASHES
#define CRASHES 0
#endif
#ifndef CUTS
#define CUTS 0
#endif
#define EPOCH(round, maker) ((round) * N + (maker))
#define ROUND(epoch) ((epoch) / N)
#ifdef ANY
/* Turns modulo 16, compared by their difference, so that a ring that turns for ever has finitely many states. */
#define AFTER(a, b) ((a) != (b) && (((a) - (b) + 16) % 16) < 8)
#define NEXT(turn) (((turn) + 1) % 16)
#define SINCE(turn, before) (((turn) - (before) + 16) % 16)
#else
#define AFTER(a, b) ((a) > (b))
#define NEXT(turn) ((turn) + 1)
#define SINCE(turn, before) ((turn) - (before))
#endif
#define LATER(e, t, c, i) ((e) > ep[i] || ((e) == ep[i] && (AFTER(t, tu[i]) || ((t) == tu[i] && (c) > co[i]))))
#define DOWN(i) (dead[i] || gone[i] || cut[i])
#if LOSSES > 0 || HASTE > 0 || CRASHES > 0 || CUTS > 0
#define FAULTS
#endif

mtype = { TOKEN, DATA, FINISH, CLAIM };
#define IDLE 0
#define HOLDS 1
#define WAITS 2    /* holds, and waits for its own DATA */
#define ENDS 3     /* holds, and waits for its own FINISH */

/* Kind; source, or the token's quiet; destination, or the token's least; A; epoch; turn; copy, or the token's leastAt, or
 * the claim's members. */
chan in[N] = [CAP] of { mtype, byte, byte, bit, byte, byte, byte };

byte st[N], ep[N], tu[N], co[N];
byte quiet[N], least[N], leastAt[N];              /* what the token said to its holder */
bit sent[N];                                      /* this turn has carried something */
byte lastEp[N], lastTu[N];                        /* the turn that was held last */
byte cl[N];                                       /* the greatest claim seen */
byte pTo[N], pEp[N], pTu[N], pQ[N], pL[N], pLa[N];    /* the token passed last, to be repeated */
byte succ[N], dst[N], repeats[N];
bit reborn[N];                                    /* whom the token was passed to has crashed since */
bit pending[N], acked[N], refused[N], got[N * N], finishing[N], gone[N], dead[N], cut[N], wants[N], late[N], stale[N];
byte delivered[N], lost, hasty, crashes, restarts, cuts, skips, tokens, k, s, ended;
bit made[N * 40];

#define FEEDS(k, i) (succ[k] == i && !DOWN(k) && k != i)
#if N == 3
#define FED(i) (FEEDS(0, i) || FEEDS(1, i) || FEEDS(2, i))
#else
#define FED(i) (FEEDS(0, i) || FEEDS(1, i) || FEEDS(2, i) || FEEDS(3, i) || FEEDS(4, i))
#endif

#define OFF(i) (dead[i] || gone[i])
#define LEADS(i) (DOWN(i) || !DOWN(succ[i]))
#if N == 3
#define WHOLE (LEADS(0) && LEADS(1) && LEADS(2))
#else
#define WHOLE (LEADS(0) && LEADS(1) && LEADS(2) && LEADS(3) && LEADS(4))
#endif
#if N == 3
#define ALONE (OFF((me + 1) % N) && OFF((me + 2) % N))
#else
#define ALONE (OFF((me + 1) % N) && OFF((me + 2) % N) && OFF((me + 3) % N) && OFF((me + 4) % N))
#endif
/* Each node may have a message for the next but one, or for nobody. */
#ifndef MESSAGES
#define MESSAGES if :: pending[k] = 1; dst[k] = (k + 2) % N :: pending[k] = 1; dst[k] = N :: skip fi;
#endif
#ifndef START
#define START st[0] = HOLDS; ep[0] = EPOCH(1, 0); tu[0] = 1; least[0] = 0; leastAt[0] = 1; tokens = 1;
#endif

#ifdef REPLAY
/* A run that was recorded says when a timer fired. */
#define LATE true
#else
#define LATE timeout
#endif

#ifdef REPLAY
chan ev = [0] of { byte, byte, byte, byte, byte };
#define EV(i, what, e, t, c) ev!i, what, e, t, c
#else
#define EV(i, what, e, t, c) skip
#endif
#define E_HOLD 1
#define E_TOKEN 2
#define E_DATA 3
#define E_FINISH 4
#define E_CLAIM 5
#define E_WIN 6
#define E_DELIVER 7
#define E_BACK 8
#define E_OVER 9

inline put(to, kind, a1, a2, a3, e1, t1, c1) {
  if
  :: !DOWN(to) && !cut[me] -> assert(nfull(in[to])); in[to]!kind, a1, a2, a3, e1, t1, c1;
     if
     :: kind == TOKEN -> tokens++
     :: else
     fi
#if LOSSES > 0
  :: lost < LOSSES -> lost++; HAPPENS(LOSS)
#endif
#if CRASHES > 0 || CUTS > 0 || defined(CLAIMS)
  :: DOWN(to) || cut[me]
#endif
  fi
}

/* A later mark is seen: a hold under an earlier one is void. */
inline raise(i, e1, t1, c1) {
#if defined(CLAIMS) || defined(ANY)
  if
  :: st[i] != IDLE -> st[i] = IDLE; tokens--
  :: else
  fi;
#endif
#ifdef ANY
  stale[i] = (stale[i] && ep[i] == e1);
#endif
  ep[i] = e1; tu[i] = t1; co[i] = c1;
#ifndef M_STOPPED
  finishing[i] = 0
#endif
}

/* Property: no two nodes hold in one epoch. */
inline take(q1, l1, la1) {
#if CRASHES > 0 || CUTS > 0
  late[me] = 0;
#endif
  st[me] = HOLDS; tokens++; quiet[me] = (q1 > 2 * N -> 2 * N : q1); least[me] = l1; leastAt[me] = la1; sent[me] = 0;
#ifndef ANY
  k = 0;
  do
  :: k < N -> assert(k == me || dead[k] || st[k] == IDLE || ep[k] != ep[me]); k++
  :: k == N -> break
  od;
  k = 0
#endif
}

inline claim() {
  cl[me] = EPOCH((ROUND(cl[me]) > ROUND(ep[me]) -> ROUND(cl[me]) : ROUND(ep[me])) + 1, me);
  assert(ROUND(cl[me]) < 40);
  EV(me, E_CLAIM, cl[me], 0, 1);
  put(succ[me], CLAIM, me, me, 0, cl[me], 0, 1)
}

/* Section 5.6: who is the least of the living, and whether everybody was quiet since this node held last. */
#define STALE (lastEp[me] == ep[me] && AFTER(lastTu[me], leastAt[me]))
#define OWN (me <= least[me] || STALE || AFTER(leastAt[me], tu[me]))
#ifdef M_OLD_VOTE
#define LAP (quiet[me] >= N)
#else
#define LAP (lastEp[me] == ep[me] && quiet[me] >= SINCE(tu[me], lastTu[me]))
#endif
#define UNSEEN (pTo[me] == succ[me] && !reborn[me] && LATER(pEp[me], pTu[me], 0, succ[me]))

inline pass(q1) {
  if
  :: OWN -> least[me] = me; leastAt[me] = tu[me]
  :: else
  fi;
  lastEp[me] = ep[me]; lastTu[me] = tu[me]; st[me] = IDLE; tokens--;
  repeats[me] = 0; reborn[me] = 0;
  pTo[me] = succ[me]; pEp[me] = ep[me]; pTu[me] = NEXT(tu[me]); pQ[me] = q1; pL[me] = least[me]; pLa[me] = leastAt[me];
  EV(me, E_TOKEN, ep[me], pTu[me], 0);
  put(succ[me], TOKEN, q1, least[me], 0, ep[me], pTu[me], leastAt[me])
}

inline repeatToken() {
  /* Property: the run ends, and so nothing is repeated for ever. */
  repeats[me]++;
  assert(repeats[me] < 9);
  EV(me, E_TOKEN, pEp[me], pTu[me], 0);
  put(succ[me], TOKEN, pQ[me], pL[me], 0, pEp[me], pTu[me], pLa[me])
}

inline sendOwn(kind, what, whom) {
  co[me]++; sent[me] = 1;
  assert(co[me] < 20);
  EV(me, what, ep[me], tu[me], co[me]);
  put(succ[me], kind, me, whom, 0, ep[me], tu[me], co[me])
}

inline drain(i) {
  do
  :: in[i]??[TOKEN, _, _, _, _, _, _] -> in[i]??TOKEN, _, _, _, _, _, _; tokens--
  :: else -> break
  od;
  do
  :: nempty(in[i]) -> in[i]?_, _, _, _, _, _, _
  :: empty(in[i]) -> break
  od
}

/* HELLO and WELCOME: whoever knows less learns. */
inline learn(i, j) {
  if
  :: LATER(ep[j], tu[j], co[j], i) -> raise(i, ep[j], tu[j], co[j])
  :: else
  fi
}

/* Property: the run is ended only when all is acknowledged or given up. */
inline ordered() {
#if CRASHES == 0 && CUTS == 0
  allDone()
#else
  skip
#endif
}

inline allDone() {
  k = 0;
  do
  :: k < N -> assert(!pending[k] || DOWN(k) || late[k]); k++
  :: k == N -> break
  od;
  k = 0
}

/* The successor does not answer: the next that does. If the turn that was passed has not come past the dead one, it is
 * lost. */
inline bypass() {
  s = succ[me];
  do
  :: s = (s + 1) % N;
     if
     :: s == me || !DOWN(s) -> break
     :: else
     fi
  od;
  drain(s);
  succ[me] = s;
  learn(me, s);
  learn(s, me);
  s = 0;
#ifdef M_SAME_TURN
  if
  :: pTo[me] != NONE && LATER(pEp[me], pTu[me], 0, succ[me]) -> pTo[me] = succ[me]; repeatToken()
  :: else
  fi
#else
#ifdef CLAIMS
  if
  :: st[me] == IDLE && pTo[me] != NONE && pEp[me] == ep[me] && LATER(pEp[me], NEXT(pTu[me]), 0, succ[me]) -> claim()
  :: else
  fi
#endif
#endif
}

/* A nearer node answers the probe: it is the successor now. If it was cut off, it looks for a successor of its own. */
inline rejoin(x) {
  HAPPENS(REJOIN);
  drain(x);
  /* It is linked again before it was bypassed. */
  b = (succ[me] == x);
  if
  :: cut[x] || DOWN(succ[x]) ->
       late[x] = 1;
       s = (x + 1) % N;
       do
       :: s != me && DOWN(s) -> s = (s + 1) % N
       :: else -> break
       od;
       drain(s);
       succ[x] = s; cut[x] = 0;
       learn(x, s); learn(s, x)
  :: else
  fi;
  succ[me] = x;
  learn(x, me); learn(me, x);
  s = 0;
#if CRASHES > 0
  /* The turn was given to its life before: it is lost, if it has not come past it. */
  if
  :: b && reborn[me] && pTo[me] == x && st[me] == IDLE && pEp[me] == ep[me] && LATER(pEp[me], NEXT(pTu[me]), 0, x) -> claim()
  :: else
  fi;
#endif
  b = 0
}

proctype Node(byte me) {
  byte a, b, e, t, c;
  bit f;
  do
  :: atomic { !DOWN(me) && in[me]?[TOKEN, _, _, _, _, _, _] -> in[me]?TOKEN, a, b, f, e, t, c;
       tokens--;
       if
#ifdef M_STOPPED
       :: finishing[me]
       :: !finishing[me] && LATER(e, t, 0, me) ->
#else
#ifdef M_STALE
       :: e < ep[me] -> ep[me] = e; take(a, b, c)
#endif
       :: LATER(e, t, 0, me) ->
#endif
            raise(me, e, t, 0);
            if
#ifdef ANY
            /* For the second time another turn has been here since the least held: there are two tokens. */
            :: lastEp[me] == e && AFTER(lastTu[me], c) && stale[me] ->
#ifdef M_TWO
                 take(a, b, c)
#else
                 claim()
#endif
            :: !(lastEp[me] == e && AFTER(lastTu[me], c) && stale[me]) ->
                 stale[me] = (stale[me] || (lastEp[me] == e && AFTER(lastTu[me], c)));
#else
            :: true ->
#endif
                 EV(me, E_HOLD, e, t, 0);
                 take(a, b, c)
            fi
#if defined(FAULTS) || defined(ANY)
       :: !LATER(e, t, 0, me)
#endif
       fi;
       a = 0; b = 0; e = 0; t = 0; c = 0 }
#ifndef ANY
  :: atomic { !DOWN(me) && in[me]?[DATA, _, _, _, _, _, _] -> in[me]?DATA, a, b, f, e, t, c;
       if
       :: a == me && st[me] == WAITS && e == ep[me] && t == tu[me] && c == co[me] ->
            EV(me, E_BACK, e, t, f);
            pending[me] = 0; st[me] = HOLDS; acked[me] = f; refused[me] = !f;
            if :: !f -> HAPPENS(REFUSAL) :: f fi;
            /* Property: what is acknowledged was delivered. */
            assert(!f || delivered[me] > 0)
       :: a != me && LATER(e, t, c, me) ->
            raise(me, e, t, c);
            if
            :: b == me ->
#ifndef M_NO_DEDUP
                 if
                 :: !got[me * N + a] ->
#endif
                      got[me * N + a] = 1;
#ifndef M_LIAR
                      delivered[a]++;
#endif
                      EV(me, E_DELIVER, e, t, c)
#ifndef M_NO_DEDUP
#ifdef FAULTS
                 :: else
#endif
                 fi;
#endif
                 /* Property: at most once. */
                 assert(delivered[a] <= 1);
                 f = 1
            :: b != me
            fi;
            EV(me, E_DATA, e, t, c);
            put(succ[me], DATA, a, b, f, e, t, c)
#ifdef FAULTS
       :: (a != me && !LATER(e, t, c, me)) || (a == me && !(st[me] == WAITS && e == ep[me] && t == tu[me] && c == co[me]))
#endif
       fi;
       a = 0; b = 0; e = 0; t = 0; c = 0; f = 0 }
  :: atomic { !DOWN(me) && in[me]?[FINISH, _, _, _, _, _, _] -> in[me]?FINISH, a, b, f, e, t, c;
       if
       :: a == me && st[me] == ENDS && e == ep[me] && t == tu[me] && c == co[me] ->
            EV(me, E_OVER, e, t, c);
            HAPPENS(END);
            gone[me] = 1; ended++; st[me] = IDLE; tokens--;
            allDone()
#ifdef M_STOPPED
       :: finishing[me]
       :: !finishing[me] && a != me && LATER(e, t, c, me) ->
#else
       :: a != me && LATER(e, t, c, me) ->
#endif
            raise(me, e, t, c);
            if
#if CRASHES > 0 || CUTS > 0
            /* It came back when the lap had been quiet already. */
            :: pending[me]
#endif
            :: !pending[me] ->
                 finishing[me] = 1;
                 EV(me, E_FINISH, e, t, c);
                 put(succ[me], FINISH, a, b, 0, e, t, c)
            fi
#ifdef FAULTS
       :: (a != me && !LATER(e, t, c, me)) || (a == me && !(st[me] == ENDS && e == ep[me] && t == tu[me] && c == co[me]))
#endif
       fi;
       a = 0; b = 0; e = 0; t = 0; c = 0 }
  /* The closing of the links goes round behind FINISH. */
  :: atomic { finishing[me] && !DOWN(me) && !FED(me) ->
       gone[me] = 1; ended++; EV(me, E_OVER, ep[me], tu[me], co[me]) }
#endif
#ifdef CLAIMS
  :: atomic { !DOWN(me) && in[me]?[CLAIM, _, _, _, _, _, _] -> in[me]?CLAIM, a, b, f, e, t, c;
       if
       :: a == me && e == cl[me] && e > ep[me] ->
            EV(me, E_WIN, e, 1, 0);
            HAPPENS(WIN);
            assert(!made[e]); made[e] = 1;
            raise(me, e, 1, 0);
#ifdef M_OLD_VOTE
            take(2 * N, me, 1)
#else
            take(0, me, 1)
#endif
#ifdef REPLAY
       /* Not all nodes are in the ring yet, or there is no successor. */
       :: a == me && e == cl[me] && e > ep[me]
       :: a != me && e > cl[me] && e > ep[me] -> cl[me] = e
#endif
       :: a != me && e > cl[me] && e > ep[me] ->
            cl[me] = e;
            EV(me, E_CLAIM, e, 0, c + 1);
            put(succ[me], CLAIM, a, b, 0, e, 0, c + 1)
       :: (a == me && !(e == cl[me] && e > ep[me])) || (a != me && !(e > cl[me] && e > ep[me]))
       fi;
       a = 0; b = 0; e = 0; t = 0; c = 0 }
  :: atomic { !DOWN(me) && wants[me] -> wants[me] = 0; claim() }
#endif

  /* What the holder does: one message, or the end of the run, or the turn passed on. */
  :: atomic { !DOWN(me) && st[me] == HOLDS ->
       if
#ifndef ANY
       :: pending[me] -> st[me] = WAITS; sendOwn(DATA, E_DATA, dst[me])
       :: !pending[me] && !sent[me] && LAP && least[me] == me -> st[me] = ENDS; ordered(); sendOwn(FINISH, E_FINISH, me)
       :: !pending[me] && !sent[me] && !(LAP && least[me] == me) -> pass(quiet[me] + 1)
       :: sent[me] && !pending[me] -> pass(0)
#ifdef SKIPS
       /* A late token is passed on although something waits. */
       :: pending[me] && skips < SKIPS -> skips++; pass(0)
#endif
#else
       :: pass(quiet[me] + 1)
#endif
       fi }
  /* Timers: the token that its successor has not seen, one's own frame that is not back, a turn that is nowhere. */
#ifdef TIMERS
  :: atomic { LATE && !DOWN(me) && UNSEEN -> repeatToken() }
  :: atomic { LATE && !DOWN(me) && st[me] == WAITS && co[me] < RESENDS -> sendOwn(DATA, E_DATA, dst[me]) }
  :: atomic { LATE && !DOWN(me) && st[me] == ENDS && co[me] < RESENDS -> sendOwn(FINISH, E_FINISH, me) }
  /* No answer this turn. */
  :: atomic { LATE && !DOWN(me) && st[me] >= WAITS && co[me] >= RESENDS -> pass(0) }
#endif
#if HASTE > 0
  :: atomic { hasty < HASTE && !DOWN(me) && UNSEEN -> hasty++; HAPPENS(PREMATURE); repeatToken() }
  :: atomic { hasty < HASTE && !DOWN(me) && st[me] == WAITS -> hasty++; HAPPENS(PREMATURE); sendOwn(DATA, E_DATA, dst[me]) }
  :: atomic { hasty < HASTE && !DOWN(me) && st[me] == ENDS -> hasty++; HAPPENS(PREMATURE); sendOwn(FINISH, E_FINISH, me) }
#ifdef CLAIMS
  :: atomic { hasty < HASTE && !DOWN(me) -> hasty++; HAPPENS(PREMATURE); claim() }
#endif
#endif
#if defined(CLAIMS) && !defined(M_NO_CLAIM)
  :: atomic { LATE && !DOWN(me) && WHOLE -> claim() }
#endif
#if CRASHES > 0
  :: atomic { crashes < CRASHES && !gone[me] && !dead[me] ->
       crashes++; dead[me] = 1; HAPPENS(CRASH);
       if
       :: st[me] != IDLE -> tokens--
       :: else
       fi;
       /* What is on disk stays: epoch, own claims, what was numbered, sent and delivered. */
       st[me] = IDLE; tu[me] = 0; co[me] = 0; lastEp[me] = 0; lastTu[me] = 0; pTo[me] = NONE; sent[me] = 0; reborn[me] = 0;
       k = 0;
       do
       :: k < N -> reborn[k] = (reborn[k] || pTo[k] == me); k++
       :: k == N -> break
       od;
       k = 0
#ifdef M_FORGET
       ; cl[me] = 0; ep[me] = 0
#endif
       }
  :: atomic { dead[me] && restarts < CRASHES -> restarts++; dead[me] = 0; cut[me] = 1; HAPPENS(RESTART) }
  :: dead[me] -> break
#endif
#if CUTS > 0
  :: atomic { cuts < CUTS && !DOWN(me) && !DOWN(succ[me]) && succ[me] != me -> cuts++; cut[succ[me]] = 1; HAPPENS(CUT) }
#endif
#ifdef CLAIMS
  :: atomic { !DOWN(me) && DOWN(succ[me]) && (!finishing[me] || LATE) -> bypass() }
#endif
#if CRASHES > 0 || CUTS > 0
  /* Found again by the probe of its predecessor. The run may be ending: then it ends alone, and reports. */
#define NEAR(x) (!OFF(x) && (cut[x] || succ[me] != (x)))
  :: atomic { !DOWN(me) && NEAR((me + 1) % N) -> rejoin((me + 1) % N) }
  :: atomic { !DOWN(me) && OFF((me + 1) % N) && NEAR((me + 2) % N) -> rejoin((me + 2) % N) }
  /* Nobody whom it could join: it begins a ring of one, which others join. */
  :: atomic { LATE && cut[me] && !OFF(me) && DOWN((me + 1) % N) && DOWN((me + 2) % N) -> cut[me] = 0; succ[me] = me }
#endif
#ifdef CLAIMS
  /* Alone: a ring of one, which ends by itself. */
  :: atomic { LATE && !OFF(me) && ALONE -> gone[me] = 1; break }
#endif
  :: gone[me] -> break
  od
}

/* Wait until time stands still: whoever is to end has ended, or SPIN reports an invalid end state. */
init {
  atomic {
    k = 0;
    do
    :: k < N -> succ[k] = (k + 1) % N; pTo[k] = NONE;
#ifndef ANY
       MESSAGES
#endif
       k++
    :: k == N -> break
    od;
    k = 0;
    START
    s = 0;
    do
    :: s < N -> run Node(s); s++
    :: s == N -> break
    od;
    s = 0
#ifdef REPLAY
    ; run Trace()
#endif
  }
}
