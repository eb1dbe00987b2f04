---- MODULE CsvAndIoTest ----
EXTENDS IOUtils, Sequences, Integers
ASSUME zeroPadN(7, 3) = "007"
====
