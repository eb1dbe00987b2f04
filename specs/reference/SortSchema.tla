----------------------------------- MODULE SortSchema -----------------------------------
(*****************************************************************************)
(* Splits are written in the order of the index's sort schema, which may     *)
(* change at any time; only splits of one schema are compacted. Claim: every *)
(* split is sorted by the schema that it names, and names it everywhere.     *)
(*                                                                           *)
(* A row is a function from the split's columns to values; NULL is an        *)
(* ordinary value that comes last, ascending or descending. What is          *)
(* questionable in the field's specification is kept: a compaction may write *)
(* any sorted rows that occur in its inputs, so it can lose one and double   *)
(* another.                                                                  *)
(*                                                                           *)
(* Invariants                                                                *)
(*   RowsInSchemaOrder      SS-1  rows are in the order of their split's     *)
(*                                schema                                     *)
(*   NullsLast              SS-2  of rows equal so far, none with a null     *)
(*                                comes before one with a value              *)
(*   AbsentSortColumnIsNull SS-3  a sort column that a split lacks reads as  *)
(*                                null                                       *)
(*   SchemaNeverChanges     SS-4  a split keeps the schema it was written by *)
(*   SchemaCopiesAgree      SS-5  metastore, key/value metadata and sorting  *)
(*                                columns name the same schema               *)
(*                                                                           *)
(* Names here                  in src/Tenon.Models/Schemas                   *)
(*   this module               SortSchemas                                   *)
(*   the actions               SchemaAction.IngestBatch, ChangeSchema,       *)
(*                             CompactSplits                                 *)
(*   schema, splits, history,  SchemaState.Schema, Splits, History,          *)
(*   changeCount               ChangeCount                                   *)
(*   nextSplit                 one more than the length of History           *)
(*   an element of splits      SchemaSplit: Id, Rows, Schema, MetadataSchema,*)
(*                             KeyValueSchema, SortingColumns, Columns       *)
(*   an element of a schema    SchemaColumn                                  *)
(*   an invariant              InvariantId of the same name                  *)
(*****************************************************************************)
EXTENDS Integers, Sequences, FiniteSets, TLC

CONSTANTS
    Columns,
    MaximumRows,        \* rows of a split
    MaximumSplits,      \* splits stored at once
    MaximumChanges      \* changes of the schema

VARIABLES
    schema,             \* the index's, now
    splits,             \* what is stored
    nextSplit,
    changeCount,
    history             \* by split, the schema that it was written by; for proofs

vars == <<schema, splits, nextSplit, changeCount, history>>

---------------------------------------------------------------------------------------------

NULL == -1
Values == {1, 2, 3, NULL}

SchemaColumns == [column : Columns, isAscending : BOOLEAN]

\* None, one or two columns; one may occur twice.
Schemas == {<<>>} \union {<<first>> : first \in SchemaColumns} \union {<<first, second>> : first, second \in SchemaColumns}

ValueOf(row, column) == IF column \in DOMAIN row THEN row[column] ELSE NULL

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
             result == CompareValues(ValueOf(row, first.column), ValueOf(other, first.column), first.isAscending)
         IN  IF result /= 0 THEN result ELSE CompareRows(row, other, Tail(order))

IsSorted(rows, order) == \A i \in 1 .. Len(rows) - 1 : CompareRows(rows[i], rows[i + 1], order) <= 0

Written(rows, order, columns) ==
    [id |-> nextSplit, rows |-> rows, schema |-> order, metadataSchema |-> order, keyValueSchema |-> order, sortingColumns |-> order, columns |-> columns]

---------------------------------------------------------------------------------------------

Init ==
    /\ schema \in Schemas
    /\ splits = {}
    /\ nextSplit = 1
    /\ changeCount = 0
    /\ history = <<>>

IngestBatch ==
    /\ Cardinality(splits) < MaximumSplits
    /\ \E columns \in SUBSET Columns, count \in 1 .. MaximumRows :
        \E rows \in [1 .. count -> [columns -> Values]] :
            /\ IsSorted(rows, schema)
            /\ splits' = splits \union {Written(rows, schema, columns)}
    /\ history' = Append(history, schema)
    /\ nextSplit' = nextSplit + 1
    /\ UNCHANGED <<schema, changeCount>>

ChangeSchema ==
    /\ changeCount < MaximumChanges
    /\ \E other \in Schemas \ {schema} : schema' = other
    /\ changeCount' = changeCount + 1
    /\ UNCHANGED <<splits, nextSplit, history>>

\* The rows that a compaction of two splits may write: each of them is a row of an input, with NULL in columns that the input lacks.
Compactions(first, second) ==
    LET columns == first.columns \union second.columns
        Extended(row) == [column \in columns |-> ValueOf(row, column)]
        candidates == {Extended(first.rows[i]) : i \in DOMAIN first.rows} \union {Extended(second.rows[i]) : i \in DOMAIN second.rows}
    IN  {rows \in [1 .. Len(first.rows) + Len(second.rows) -> candidates] : IsSorted(rows, first.schema)}

CompactSplits ==
    \E first, second \in splits :
        /\ first.id < second.id
        /\ first.schema = second.schema
        /\ Len(first.rows) + Len(second.rows) <= MaximumRows
        /\ \E rows \in Compactions(first, second) :
            splits' = (splits \ {first, second}) \union {Written(rows, first.schema, first.columns \union second.columns)}
        /\ history' = Append(history, first.schema)
        /\ nextSplit' = nextSplit + 1
        /\ UNCHANGED <<schema, changeCount>>

Next ==
    \/ IngestBatch
    \/ ChangeSchema
    \/ CompactSplits

Spec == Init /\ [][Next]_vars

---------------------------------------------------------------------------------------------

TypeOk ==
    /\ schema \in Schemas
    /\ nextSplit \in Nat
    /\ changeCount \in 0 .. MaximumChanges
    /\ \A split \in splits :
        /\ split.schema \in Schemas
        /\ Len(split.rows) \in 1 .. MaximumRows
        /\ split.columns \subseteq Columns

RowsInSchemaOrder == \A split \in splits : IsSorted(split.rows, split.schema)

\* Said without the comparison.
NullsLast ==
    \A split \in splits :
        \A i \in 1 .. Len(split.rows) - 1, k \in 1 .. Len(split.schema) :
            LET Value(row, position) == ValueOf(split.rows[row], split.schema[position].column)
            IN  (\A earlier \in 1 .. k - 1 : Value(i, earlier) = Value(i + 1, earlier)) => ~(Value(i, k) = NULL /\ Value(i + 1, k) /= NULL)

AbsentSortColumnIsNull ==
    \A split \in splits :
        \A k \in DOMAIN split.schema, i \in DOMAIN split.rows :
            split.schema[k].column \notin split.columns => ValueOf(split.rows[i], split.schema[k].column) = NULL

SchemaNeverChanges == \A split \in splits : split.id \in DOMAIN history => history[split.id] = split.schema

SchemaCopiesAgree == \A split \in splits : {split.metadataSchema, split.keyValueSchema, split.sortingColumns} = {split.schema}

==========================================================================================
