---- MODULE LocalNotExported ----
EXTENDS LocalBase
A == Secret
====
