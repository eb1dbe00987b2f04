Whatever stands before the first module is ignored: == /\ (* "
---- MODULE Comments ----
EXTENDS Naturals  \* up to the end of the line, (* whatever it holds
(* a comment (* may hold another *) and goes on *)
a == 1 (* in *) + (* between *) 2
(*****************************************************************************)
(* a box                                                                     *)
(*****************************************************************************)
ASSUME a = 3 \* ASSUME FALSE
(* --algorithm Counter
variables n = 0;
begin
  Loop: while n < 3 do n := n + 1; end while;
end algorithm *)
\* BEGIN TRANSLATION
b == 4
\* END TRANSLATION
ASSUME b = 4
=====================
And after the last one: ASSUME FALSE \* ( (*
