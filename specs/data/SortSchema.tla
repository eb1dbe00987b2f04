------------------------------- MODULE SortSchema -------------------------------
(*****************************************************************************)
(* Splits are written in the order of the index's sort schema, which may     *)
(* change at any moment, also between the writing of a file and its          *)
(* registration; only splits of one schema are compacted. Claim: every split *)
(* is sorted by the schema that it names, names it everywhere, and holds the *)
(* rows that were ingested.                                                  *)
(*                                                                           *)
(* Batches come in any order: the writer sorts them, by comparing values     *)
(* column by column, and a compaction merges what it finds sorted. What      *)
(* "sorted" means is said a second time, without the comparison, and of any  *)
(* two rows. A row is a function from the columns of its file to values; it  *)
(* has a number, under which history keeps it as it was ingested. NULL is a  *)
(* value that comes last, ascending or descending.                           *)
(*                                                                           *)
(* Against the field's specification (specs/reference/SortSchema): that rows *)
(* are sorted is no guard of those who write them; the schema is read back   *)
(* from the file when it is registered, so its copies could differ; a        *)
(* compaction writes each row that it takes, once; and there are             *)
(* configurations with two columns, the second of which decides ties.        *)
(*                                                                           *)
(* Invariants                                                                *)
(*   RowsInSchemaOrder      SS-1  rows are in the order of the schema that   *)
(*                                their split was written by                 *)
(*   NullsLast              SS-2  of rows equal so far, none with a null     *)
(*                                comes before one with a value              *)
(*   AbsentSortColumnIsNull SS-3  a sort column that a row was ingested      *)
(*                                without reads as null                      *)
(*   SchemaCopiesAgree      SS-5  metastore, key/value metadata and sorting  *)
(*                                columns name the schema that the split was *)
(*                                written by                                 *)
(*   ContentConserved       MC-2  a row reads as it was ingested             *)
(*   ColumnsUnited          MC-4  a split has the columns of its rows        *)
(*   EachRowOnce                  every ingested row is there exactly once   *)
(* Steps                                                                     *)
(*   SchemaNeverChanges     SS-4  a split is what it was, as long as it is   *)
(*                                there                                      *)
(*   RowsConserved          MC-1  a compaction writes the rows that it takes *)
(* Liveness                                                                  *)
(*   WrittenIsRegistered          what is written is registered at some time *)
(*                                                                           *)
(* Names here              in src/Tenon.Models/Schemas                       *)
(*   this module           SortSchemas                                       *)
(*   an action             SchemaAction of the same name                     *)
(*   a constant            SchemaBounds                                      *)
(*   schema, files,        SchemaState.Schema, Files, Splits, History,       *)
(*   splits, history,      WrittenBy, ChangeCount                            *)
(*   writtenBy, changes                                                      *)
(*   an element of files   SchemaSplit without what the metastore says       *)
(*   an element of splits  SchemaSplit                                       *)
(*   a row                 SchemaRow                                         *)
(*   an element of a       SchemaColumn                                      *)
(*   schema                                                                  *)
(*   an invariant          InvariantId of the same name, or the same words   *)
(*****************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Columns,            \* numbered from 0
    Values,             \* numbers from 1
    Schemas,            \* those that the index may have
    Ingests,            \* so many rows are ingested
    MaximumBatch,       \* rows of a batch
    MaximumRows,        \* rows of a compaction's output
    Changes             \* changes of the schema

VARIABLES
    schema,             \* the index's, now
    files,              \* what is written, and not registered yet
    splits,             \* what is registered
    history,            \* by row, its values as it was ingested; for proofs
    writtenBy,          \* by split, the schema by which it was written; for proofs
    changes

vars == <<schema, files, splits, history, writtenBy, changes>>

-----------------------------------------------------------------------------

NULL == 0

Range(f) == {f[x] : x \in DOMAIN f}

Up(column) == [column |-> column, isAscending |-> TRUE]
Down(column) == [column |-> column, isAscending |-> FALSE]

\* For configurations.
SchemasOfOneColumn == {<<>>, <<Up(0)>>, <<Down(0)>>}
SchemasOfTwoColumns == {<<Up(0), Down(1)>>, <<Down(1), Up(0)>>}

\* A row's value in a column, null where its file has no such column.
Read(row, column) == IF column \in DOMAIN row.values THEN row.values[column] ELSE NULL

\* Less than, equal to or greater than 0, as a comes before, with or after b.
CompareValues(a, b, isAscending) ==
    CASE a = b -> 0
      [] a = NULL -> 1
      [] b = NULL -> -1
      [] OTHER -> IF isAscending THEN a - b ELSE b - a

RECURSIVE CompareRows(_, _, _)
CompareRows(row, other, order) ==
    IF order = <<>> THEN 0
    ELSE LET first == Head(order)
             result == CompareValues(Read(row, first.column), Read(other, first.column), first.isAscending)
         IN  IF result # 0 THEN result ELSE CompareRows(row, other, Tail(order))

\* Before the first row that is greater, so that equal rows stay in the order in which they came.
Inserted(row, sorted, order) ==
    LET position == Cardinality({i \in DOMAIN sorted : CompareRows(sorted[i], row, order) <= 0})
    IN  SubSeq(sorted, 1, position) \o <<row>> \o SubSeq(sorted, position + 1, Len(sorted))

RECURSIVE Sorted(_, _)
Sorted(rows, order) == IF rows = <<>> THEN <<>> ELSE Inserted(rows[Len(rows)], Sorted(SubSeq(rows, 1, Len(rows) - 1), order), order)

\* The merge of two runs that are sorted: the lesser of the rows in front; of equal ones that of the first run.
RECURSIVE Merged(_, _, _)
Merged(run, other, order) ==
    IF run = <<>> THEN other
    ELSE IF other = <<>> THEN run
    ELSE IF CompareRows(Head(run), Head(other), order) <= 0 THEN <<Head(run)>> \o Merged(Tail(run), other, order)
    ELSE <<Head(other)>> \o Merged(run, Tail(other), order)

\* Rows as a file with these columns has them.
Widened(rows, columns) == [i \in DOMAIN rows |-> [rows[i] EXCEPT !.values = [column \in columns |-> Read(rows[i], column)]]]

\* A file, which names its schema in two places.
File(rows, order, columns) == [id |-> Len(writtenBy) + 1, rows |-> rows, columns |-> columns, keyValueSchema |-> order, sortingColumns |-> order]

\* What the metastore says of a file is what the file says.
Registered(file) ==
    [id |-> file.id, rows |-> file.rows, columns |-> file.columns, keyValueSchema |-> file.keyValueSchema, sortingColumns |-> file.sortingColumns,
     metadataSchema |-> file.keyValueSchema]

-----------------------------------------------------------------------------

Init ==
    /\ schema \in Schemas
    /\ files = {}
    /\ splits = {}
    /\ history = <<>>
    /\ writtenBy = <<>>
    /\ changes = 0

WriteBatch(columns, values) ==
    LET rows == [i \in DOMAIN values |-> [number |-> Len(history) + i, values |-> values[i]]]
    IN  /\ Len(history) + Len(values) <= Ingests
        /\ files' = files \cup {File(Sorted(rows, schema), schema, columns)}
        /\ history' = history \o values
        /\ writtenBy' = Append(writtenBy, schema)
        /\ UNCHANGED <<schema, splits, changes>>

RegisterSplit(file) ==
    /\ files' = files \ {file}
    /\ splits' = splits \cup {Registered(file)}
    /\ UNCHANGED <<schema, history, writtenBy, changes>>

ChangeSchema(other) ==
    /\ changes < Changes
    /\ schema' = other
    /\ changes' = changes + 1
    /\ UNCHANGED <<files, splits, history, writtenBy>>

CompactSplits(first, second) ==
    LET columns == first.columns \cup second.columns
        order == first.metadataSchema
        output == File(Merged(Widened(first.rows, columns), Widened(second.rows, columns), order), order, columns)
    IN  /\ first.id < second.id
        /\ second.metadataSchema = order
        /\ Len(first.rows) + Len(second.rows) <= MaximumRows
        /\ splits' = (splits \ {first, second}) \cup {Registered(output)}
        /\ writtenBy' = Append(writtenBy, order)
        /\ UNCHANGED <<schema, files, history, changes>>

SomeWriteBatch ==
    \E columns \in SUBSET Columns, count \in 1 .. MaximumBatch : \E values \in [1 .. count -> [columns -> Values \cup {NULL}]] : WriteBatch(columns, values)
SomeRegisterSplit == \E file \in files : RegisterSplit(file)
SomeChangeSchema == \E other \in Schemas \ {schema} : ChangeSchema(other)
SomeCompactSplits == \E first, second \in splits : CompactSplits(first, second)

Next ==
    \/ SomeWriteBatch
    \/ SomeRegisterSplit
    \/ SomeChangeSchema
    \/ SomeCompactSplits

(* What is written has to be registered; nobody has to send rows, to change the schema, or to compact. *)
Fairness == WF_vars(SomeRegisterSplit)

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------

TypeOk ==
    /\ schema \in Schemas
    /\ changes \in 0 .. Changes
    /\ Len(history) <= Ingests
    /\ \A file \in files \cup splits :
        /\ file.id \in DOMAIN writtenBy
        /\ file.columns \subseteq Columns
        /\ Len(file.rows) \in 1 .. MaximumRows
        /\ \A row \in Range(file.rows) : row.number \in DOMAIN history /\ DOMAIN row.values = file.columns
    /\ \A file, other \in files \cup splits : file.id = other.id => file = other

\* Whether a value may not come before another one. Said without the comparison.
IsAfter(value, other, isAscending) ==
    /\ value # other
    /\ value = NULL \/ (other # NULL /\ IF isAscending THEN value > other ELSE value < other)

\* Of any two rows of a split, whether they agree in all columns of its schema before the k-th.
Agree(row, other, order, k) == \A earlier \in 1 .. k - 1 : Read(row, order[earlier].column) = Read(other, order[earlier].column)

RowsInSchemaOrder ==
    \A file \in files \cup splits :
        LET order == writtenBy[file.id]
        IN  \A i, j \in DOMAIN file.rows, k \in DOMAIN order :
                i < j /\ Agree(file.rows[i], file.rows[j], order, k)
                => ~IsAfter(Read(file.rows[i], order[k].column), Read(file.rows[j], order[k].column), order[k].isAscending)

NullsLast ==
    \A file \in files \cup splits :
        LET order == file.sortingColumns
        IN  \A i \in 1 .. Len(file.rows) - 1, k \in DOMAIN order :
                Agree(file.rows[i], file.rows[i + 1], order, k) /\ Read(file.rows[i], order[k].column) = NULL => Read(file.rows[i + 1], order[k].column) = NULL

AbsentSortColumnIsNull ==
    \A file \in files \cup splits : \A row \in Range(file.rows), k \in DOMAIN file.sortingColumns :
        LET column == file.sortingColumns[k].column
        IN  column \notin DOMAIN history[row.number] => Read(row, column) = NULL

ContentConserved ==
    \A file \in files \cup splits : \A row \in Range(file.rows) : \A column \in DOMAIN history[row.number] : Read(row, column) = history[row.number][column]

ColumnsUnited == \A file \in files \cup splits : file.columns = UNION {DOMAIN history[row.number] : row \in Range(file.rows)}

SchemaCopiesAgree == \A split \in splits : {split.metadataSchema, split.keyValueSchema, split.sortingColumns} = {writtenBy[split.id]}

EachRowOnce ==
    \A number \in DOMAIN history :
        /\ Cardinality({file \in files \cup splits : number \in {row.number : row \in Range(file.rows)}}) = 1
        /\ \A file \in files \cup splits : Cardinality({i \in DOMAIN file.rows : file.rows[i].number = number}) <= 1

SchemaNeverChanges == [][\A split \in splits, after \in splits' : split.id = after.id => split = after]_vars

\* How often a row is in some splits.
Occurrences(number, S) == Cardinality(UNION {{<<split.id, i>> : i \in {j \in DOMAIN split.rows : split.rows[j].number = number}} : split \in S})

RowsConserved ==
    [][splits \ splits' # {} => \A number \in DOMAIN history : Occurrences(number, splits \ splits') = Occurrences(number, splits' \ splits)]_vars

WrittenIsRegistered == [](files # {} => <>(files = {}))
=============================================================================
