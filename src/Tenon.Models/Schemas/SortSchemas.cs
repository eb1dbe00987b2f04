using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Schemas;

/// <summary>Splits are written sorted by the index's sort schema, which may change; only splits of one schema are compacted.</summary>
/// <remarks>
/// After the field's specification, but a compaction's rows are a permutation of its inputs' rows, where there each need only occur in some input, so that rows
/// could be lost and doubled. The states are the same.
/// </remarks>
/// <param name="columnCount">Columns.</param>
/// <param name="maximumRows">Rows of a split.</param>
/// <param name="maximumSplits">Splits stored at once.</param>
/// <param name="maximumChanges">Changes of the schema.</param>
[DeriveCodec]
public partial class SortSchemas(int columnCount = 1, int maximumRows = 2, int maximumSplits = 2, int maximumChanges = 1) : Model<SchemaState, SchemaAction>
{
    private static readonly ImmutableArray<int?> Values = [1, 2, 3, null];

    private readonly ImmutableArray<ImmutableArray<SchemaColumn>> _schemas = SchemasOf(columnCount);

    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames => [nameof(SchemaAction.IngestBatch), nameof(SchemaAction.ChangeSchema), nameof(SchemaAction.CompactSplits)];

    /// <inheritdoc/>
    public override IEnumerable<SchemaState> InitialStates => _schemas.Select(schema => new SchemaState(schema, [], 0, []));

    /// <inheritdoc/>
    public override IEnumerable<Property<SchemaState, SchemaAction>> Properties =>
    [
        Always(NameOf(InvariantId.RowsInSchemaOrder), s => s.Splits.All(split => IsSorted(split.Rows, split.Schema))),
        Always(NameOf(InvariantId.NullsLast), s => s.Splits.All(AreNullsLast)),
        Always(NameOf(InvariantId.AbsentSortColumnIsNull), s => s.Splits.All(split => split.Schema.All(
            column => (split.Columns >> column.Column & 1) == 1 || split.Rows.All(row => row.Values[column.Column] is null)))),
        Always(NameOf(InvariantId.SchemaNeverChanges), s => s.Splits.All(split => s.History[split.Id - 1].SequenceEqual(split.Schema))),
        Always(NameOf(InvariantId.SchemaCopiesAgree), s => s.Splits.All(split =>
            split.Schema.SequenceEqual(split.MetadataSchema) && split.Schema.SequenceEqual(split.KeyValueSchema) && split.Schema.SequenceEqual(split.SortingColumns))),
        Sometimes("splits of two schemas", s => s.Splits.Any(split => !split.Schema.SequenceEqual(s.Splits[0].Schema))),
        Sometimes("a null in a descending column after a value", s => s.Splits.Any(split =>
            split.Schema is [{ IsAscending: false } column] && split.Rows.Length == 2 && split.Rows[0].Values[column.Column] is not null && split.Rows[1].Values[column.Column] is null)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Step<SchemaState, SchemaAction>> Steps(SchemaState state) => [.. IngestBatch(state), .. ChangeSchema(state), .. CompactSplits(state)];

    private static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    // None, one or two columns; one may occur twice.
    private static ImmutableArray<ImmutableArray<SchemaColumn>> SchemasOf(int columnCount)
    {
        SchemaColumn[] columns =
        [
            .. Enumerable.Range(0, columnCount).Select(column => new SchemaColumn(column, IsAscending: true)),
            .. Enumerable.Range(0, columnCount).Select(column => new SchemaColumn(column, IsAscending: false)),
        ];
        return
        [
            [],
            .. columns.Select(column => (ImmutableArray<SchemaColumn>)[column]),
            .. from first in columns
               from second in columns
               select (ImmutableArray<SchemaColumn>)[first, second],
        ];
    }

    private static int Compare(SchemaRow left, SchemaRow right, ImmutableArray<SchemaColumn> schema) =>
        schema.Select(column => MergePredicates.Compare(left.Values[column.Column], right.Values[column.Column], column.IsAscending)).FirstOrDefault(order => order != 0);

    private static bool IsSorted(ImmutableArray<SchemaRow> rows, ImmutableArray<SchemaColumn> schema) =>
        rows.Zip(rows.Skip(1)).All(pair => Compare(pair.First, pair.Second, schema) <= 0);

    // Of rows that agree in all columns of the schema before one, none with a null in it comes before one with a value. Said without the comparison.
    private static bool AreNullsLast(SchemaSplit split) =>
        split.Rows.Zip(split.Rows.Skip(1)).All(pair => Enumerable.Range(0, split.Schema.Length).All(k =>
            split.Schema.Take(k).Any(column => pair.First.Values[column.Column] != pair.Second.Values[column.Column])
            || pair.First.Values[split.Schema[k].Column] is not null
            || pair.Second.Values[split.Schema[k].Column] is null));

    private IEnumerable<Step<SchemaState, SchemaAction>> IngestBatch(SchemaState s) =>
        from columns in Enumerable.Range(0, 1 << columnCount)
        where s.Splits.Length < maximumSplits
        let rows = RowsOf(columns).ToArray()
        from count in Enumerable.Range(1, maximumRows)
        from batch in Sequences(rows, count)
        where IsSorted(batch, s.Schema)
        select Step(new SchemaAction.IngestBatch(columns, count), Written(s, s.Splits, batch, s.Schema, columns));

    private IEnumerable<Step<SchemaState, SchemaAction>> ChangeSchema(SchemaState s) =>
        from schema in _schemas
        where s.ChangeCount < maximumChanges && !schema.SequenceEqual(s.Schema)
        select Step(new SchemaAction.ChangeSchema(), s with { Schema = schema, ChangeCount = s.ChangeCount + 1 });

    private IEnumerable<Step<SchemaState, SchemaAction>> CompactSplits(SchemaState s) =>
        from first in s.Splits
        from second in s.Splits
        where first.Id < second.Id && first.Schema.SequenceEqual(second.Schema) && first.Rows.Length + second.Rows.Length <= maximumRows
        let rows = first.Rows.AddRange(second.Rows)
        from order in Permutations(rows).DistinctBy(TextOf)
        where IsSorted(order, first.Schema)
        select Step(
            new SchemaAction.CompactSplits(first.Id, second.Id),
            Written(s, s.Splits.Remove(first).Remove(second), order, first.Schema, first.Columns | second.Columns));

    private static SchemaState Written(
        SchemaState s, ImmutableArray<SchemaSplit> others, ImmutableArray<SchemaRow> rows, ImmutableArray<SchemaColumn> schema, int columns) => s with
        {
            Splits = others.Add(new SchemaSplit(s.History.Length + 1, rows, schema, schema, schema, schema, columns)),
            History = s.History.Add(schema),
        };

    private IEnumerable<SchemaRow> RowsOf(int columns) =>
        Enumerable.Range(0, columnCount).Aggregate(
            (IEnumerable<ImmutableArray<int?>>)[[]],
            (rows, column) => from row in rows
                              from value in (columns >> column & 1) == 1 ? Values : [null]
                              select row.Add(value)).Select(values => new SchemaRow(values));

    private static IEnumerable<ImmutableArray<SchemaRow>> Sequences(SchemaRow[] rows, int count) =>
        count == 0 ? [[]] : from rest in Sequences(rows, count - 1)
                            from row in rows
                            select rest.Add(row);

    private static IEnumerable<ImmutableArray<SchemaRow>> Permutations(ImmutableArray<SchemaRow> rows) =>
        rows.IsEmpty ? [[]] : from i in Enumerable.Range(0, rows.Length)
                              from rest in Permutations(rows.RemoveAt(i))
                              select rest.Insert(0, rows[i]);

    private static string TextOf(ImmutableArray<SchemaRow> rows) => string.Join(";", rows.Select(row => string.Join(",", row.Values)));
}
