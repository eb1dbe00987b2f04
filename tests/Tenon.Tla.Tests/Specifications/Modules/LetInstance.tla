---- MODULE LetInstance ----
EXTENDS Naturals
ASSUME LET I == INSTANCE Getter WITH c <- 5 IN I!Get = 5
====
