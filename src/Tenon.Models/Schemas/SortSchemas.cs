using System.Collections.Immutable;
using Tenon.Checking;
using Tenon.Checking.Encoding;
using Tenon.Checking.Properties;
using Tenon.Invariants;
using Tenon.Invariants.State;

namespace Tenon.Models.Schemas;

/// <summary>Splits are written in the order of the index's sort schema, which may change at any moment; only splits of one schema are compacted.</summary>
/// <remarks>
/// The same machine as specs/data/SortSchema.tla, state for state and step for step; what it does better than the field's is told there. Values are compared by the
/// shared <see cref="MergePredicates.Compare"/>, and what is sorted is said a second time without it.
/// </remarks>
/// <param name="bounds">How much is explored.</param>
[DeriveCodec]
public partial class SortSchemas(SchemaBounds bounds) : Model<SchemaState, SchemaAction>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> ActionNames =>
        [nameof(SchemaAction.WriteBatch), nameof(SchemaAction.RegisterSplit), nameof(SchemaAction.ChangeSchema), nameof(SchemaAction.CompactSplits)];

    /// <inheritdoc/>
    public override IEnumerable<SchemaState> InitialStates => bounds.Schemas.Select(schema => new SchemaState(schema, [], [], [], [], 0));

    /// <inheritdoc/>
    public override IEnumerable<Property<SchemaState, SchemaAction>> Properties =>
    [
        Always(NameOf(InvariantId.RowsInSchemaOrder), s => Written(s).All(file => IsInOrder(file.Rows, s.WrittenBy[file.Id - 1]))),
        Always(NameOf(InvariantId.NullsLast), s => Written(s).All(AreNullsLast)),
        Always(NameOf(InvariantId.AbsentSortColumnIsNull), s => Written(s).All(file => file.Rows.All(row => file.SortingColumns.All(
            column => ColumnBits.Has(s.History[row.Number - 1].Columns, column.Column) || row.Values[column.Column] is null)))),
        Always(NameOf(InvariantId.SchemaCopiesAgree), s => s.Splits.All(split =>
            new[] { split.MetadataSchema, split.File.KeyValueSchema, split.File.SortingColumns }.All(copy => copy.SequenceEqual(s.WrittenBy[split.File.Id - 1])))),
        Always(NameOf(InvariantId.ContentConserved), s => Written(s).All(file => file.Rows.All(row => Enumerable.Range(0, bounds.Columns).All(
            column => !ColumnBits.Has(s.History[row.Number - 1].Columns, column) || row.Values[column] == s.History[row.Number - 1].Values[column])))),
        Always(NameOf(InvariantId.ColumnsUnited), s => Written(s).All(file => file.Columns == file.Rows.Aggregate(0, (all, row) => all | s.History[row.Number - 1].Columns))),
        Always("each row is there once", s => s.History.All(row => Written(s).SelectMany(file => file.Rows).Count(each => each.Number == row.Number) == 1)),
        AlwaysStep(NameOf(InvariantId.SchemaNeverChanges), (before, _, after) => before.Splits.All(split => after.Splits.All(
            other => split.File.Id != other.File.Id || (TextOf(split.File) == TextOf(other.File) && split.MetadataSchema.SequenceEqual(other.MetadataSchema))))),
        AlwaysStep(NameOf(InvariantId.RowsConserved), (before, action, after) => action is not SchemaAction.CompactSplits || Numbers(before).SequenceEqual(Numbers(after))),
        Sometimes("a null after a value in a descending column", s => Written(s).Any(file => file.SortingColumns.Any(
            column => !column.IsAscending && file.Rows.Zip(file.Rows.Skip(1)).Any(pair => pair.First.Values[column.Column] is not null && pair.Second.Values[column.Column] is null)))),
        Sometimes("rows in another order than they were ingested in", s => Written(s).Any(file => file.Rows.Zip(file.Rows.Skip(1)).Any(pair => pair.First.Number > pair.Second.Number))),
        .. bounds.Columns > 1
            ? [Sometimes("a tie in the first column that the second decides", s => s.Splits.Any(split => IsTieDecided(split.File)))]
            : Array.Empty<Property<SchemaState, SchemaAction>>(),
        .. bounds.Changes > 0
            ?
            [
                Sometimes("a schema that changes between writing and registering", s => s.Files.Any(file => !file.SortingColumns.SequenceEqual(s.Schema))),
                Sometimes("splits of two schemas", s => s.Splits.Any(split => !split.MetadataSchema.SequenceEqual(s.Splits[0].MetadataSchema))),
            ]
            : Array.Empty<Property<SchemaState, SchemaAction>>(),
        AlwaysEventually("what is written is registered", s => s.Files.IsEmpty),
    ];

    /// <summary>What is written has to be registered.</summary>
    public override IEnumerable<Fairness<SchemaState, SchemaAction>> Fairness => [WeaklyFair(action => action is SchemaAction.RegisterSplit)];

    /// <inheritdoc/>
    public override Stuttering Stuttering => Stuttering.Anywhere;

    /// <inheritdoc/>
    public override IEnumerable<Step<SchemaState, SchemaAction>> Steps(SchemaState state) =>
        [.. WriteBatch(state), .. RegisterSplit(state), .. ChangeSchema(state), .. CompactSplits(state)];

    private static string NameOf(InvariantId id) => InvariantRegistry.Of(id).ToString();

    private static IEnumerable<SchemaFile> Written(SchemaState s) => s.Files.Concat(s.Splits.Select(split => split.File));

    private static IEnumerable<int> Numbers(SchemaState s) => s.Splits.SelectMany(split => split.File.Rows).Select(row => row.Number).Order();

    private static string TextOf(SchemaFile file) =>
        $"{string.Join(';', file.Rows.Select(row => $"{row.Number}:{string.Join(',', row.Values)}"))} {file.Columns} {string.Join(',', file.KeyValueSchema)} {string.Join(',', file.SortingColumns)}";

    private static bool Agree(SchemaRow row, SchemaRow other, IEnumerable<SchemaColumn> columns) => columns.All(column => row.Values[column.Column] == other.Values[column.Column]);

    /// <summary>Whether no row comes before one that it belongs after. Said without the comparison, and of any two rows.</summary>
    private static bool IsInOrder(ImmutableArray<SchemaRow> rows, ImmutableArray<SchemaColumn> schema) =>
        Enumerable.Range(0, rows.Length).All(j => Enumerable.Range(0, j).All(i => Enumerable.Range(0, schema.Length).All(k =>
            !Agree(rows[i], rows[j], schema.Take(k)) || !IsAfter(rows[i].Values[schema[k].Column], rows[j].Values[schema[k].Column], schema[k].IsAscending))));

    private static bool IsAfter(int? value, int? other, bool isAscending) => value != other && (value is null || (other is not null && (isAscending ? value > other : value < other)));

    private static bool AreNullsLast(SchemaFile file) =>
        file.Rows.Zip(file.Rows.Skip(1)).All(pair => Enumerable.Range(0, file.SortingColumns.Length).All(k =>
            !Agree(pair.First, pair.Second, file.SortingColumns.Take(k))
            || pair.First.Values[file.SortingColumns[k].Column] is not null
            || pair.Second.Values[file.SortingColumns[k].Column] is null));

    private static bool IsTieDecided(SchemaFile file) => file.Rows.Zip(file.Rows.Skip(1)).Any(pair =>
        Agree(pair.First, pair.Second, file.SortingColumns.Take(1)) && !Agree(pair.First, pair.Second, file.SortingColumns.Skip(1)) && pair.First.Number > pair.Second.Number);

    private static int Compare(SchemaRow left, SchemaRow right, ImmutableArray<SchemaColumn> schema) =>
        schema.Select(column => MergePredicates.Compare(left.Values[column.Column], right.Values[column.Column], column.IsAscending)).FirstOrDefault(order => order != 0);

    private IEnumerable<Step<SchemaState, SchemaAction>> WriteBatch(SchemaState s) =>
        from columns in Enumerable.Range(0, 1 << bounds.Columns)
        from count in Enumerable.Range(1, bounds.MaximumBatch)
        where s.History.Length + count <= bounds.Ingests
        from batch in Batches(s.History.Length + 1, columns, count)
        let file = FileOf(s, [.. batch.Order(Comparer<SchemaRow>.Create((left, right) => Compare(left, right, s.Schema)))], s.Schema, columns)
        select Step(new SchemaAction.WriteBatch(columns, count), s with { Files = s.Files.Add(file), History = s.History.AddRange(batch), WrittenBy = s.WrittenBy.Add(s.Schema) });

    private static IEnumerable<Step<SchemaState, SchemaAction>> RegisterSplit(SchemaState s) =>
        from file in s.Files
        select Step(
            new SchemaAction.RegisterSplit(file.Id),
            s with { Files = s.Files.Remove(file), Splits = [.. s.Splits.Add(new SchemaSplit(file, file.KeyValueSchema)).OrderBy(split => split.File.Id)] });

    private IEnumerable<Step<SchemaState, SchemaAction>> ChangeSchema(SchemaState s) =>
        from schema in bounds.Schemas
        where s.ChangeCount < bounds.Changes && !schema.SequenceEqual(s.Schema)
        select Step(new SchemaAction.ChangeSchema(), s with { Schema = schema, ChangeCount = s.ChangeCount + 1 });

    private IEnumerable<Step<SchemaState, SchemaAction>> CompactSplits(SchemaState s) =>
        from first in s.Splits
        from second in s.Splits
        where first.File.Id < second.File.Id && first.MetadataSchema.SequenceEqual(second.MetadataSchema)
            && first.File.Rows.Length + second.File.Rows.Length <= bounds.MaximumRows
        let schema = first.MetadataSchema
        let columns = first.File.Columns | second.File.Columns
        let output = FileOf(s, [.. Merged(Widened(first.File, columns), Widened(second.File, columns), schema)], schema, columns)
        select Step(
            new SchemaAction.CompactSplits(first.File.Id, second.File.Id),
            s with { Splits = s.Splits.Remove(first).Remove(second).Add(new SchemaSplit(output, schema)), WrittenBy = s.WrittenBy.Add(schema) });

    private static SchemaFile FileOf(SchemaState s, ImmutableArray<SchemaRow> rows, ImmutableArray<SchemaColumn> schema, int columns) =>
        new(s.WrittenBy.Length + 1, rows, columns, schema, schema);

    private static IEnumerable<SchemaRow> Widened(SchemaFile file, int columns) => file.Rows.Select(row => row with { Columns = columns });

    // Of the rows in front the lesser; of equal ones that of the first run.
    private static IEnumerable<SchemaRow> Merged(IEnumerable<SchemaRow> first, IEnumerable<SchemaRow> second, ImmutableArray<SchemaColumn> schema)
    {
        Queue<SchemaRow> one = new(first);
        Queue<SchemaRow> other = new(second);
        while (one.Count + other.Count > 0)
        {
            bool isFirst = other.Count == 0 || (one.Count > 0 && Compare(one.Peek(), other.Peek(), schema) <= 0);
            yield return (isFirst ? one : other).Dequeue();
        }
    }

    private IEnumerable<ImmutableArray<SchemaRow>> Batches(int firstNumber, int columns, int count) =>
        Enumerable.Range(firstNumber, count).Aggregate(
            (IEnumerable<ImmutableArray<SchemaRow>>)[[]], (batches, number) => batches.SelectMany(batch => RowsOf(columns).Select(values => batch.Add(new SchemaRow(number, columns, values)))));

    private IEnumerable<ImmutableArray<int?>> RowsOf(int columns) =>
        Enumerable.Range(0, bounds.Columns).Aggregate(
            (IEnumerable<ImmutableArray<int?>>)[[]],
            (rows, column) => rows.SelectMany(row => (ColumnBits.Has(columns, column) ? Enumerable.Range(0, bounds.Values + 1) : [0]).Select(value => row.Add(value == 0 ? null : value))));
}
