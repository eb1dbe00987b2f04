---- MODULE CSV ----
CSVWrite(template, values, path) == "native"
CSVRecords(path) == "native"
CSVRead(columns, delimiter, path) == "native"
====
