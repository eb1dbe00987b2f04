using System.Collections.Immutable;
using Tenon.Merging.Planning;
using Tenon.Merging.Running;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging;

/// <summary>What a merge will do, found from the footers of its inputs. Immutable.</summary>
public sealed class MergePlan
{
    private MergePlan(ImmutableArray<MergeInput> inputs, MergeSettings settings, ParquetSchema schema) => (Inputs, Settings, Schema) = (inputs, settings, schema);

    /// <summary>The inputs, in the order that breaks ties.</summary>
    public ImmutableArray<MergeInput> Inputs { get; }

    /// <summary>How they are merged.</summary>
    public MergeSettings Settings { get; }

    /// <summary>The columns of the outputs.</summary>
    public ParquetSchema Schema { get; private init; }

    /// <summary>The order of the outputs; null if the inputs are concatenated.</summary>
    public SortKey? Key { get; private init; }

    /// <summary>Rows of all inputs.</summary>
    public long RowCount { get; private init; }

    /// <summary>Rows of each input.</summary>
    public required ImmutableArray<long> InputRows { get; init; }

    /// <summary>For each input whether it claims to be sorted as the key says.</summary>
    internal ImmutableArray<bool> ClaimsOrder { get; private init; } = [];

    internal IReadOnlyList<KeyValue> KeyValues { get; private init; } = [];

    internal IReadOnlySet<int> BloomColumns { get; private init; } = new HashSet<int>();

    internal InputShape Shape { get; private init; } = new();

    /// <summary>What a user should know before the merge: entries that will be dropped.</summary>
    public ImmutableArray<string> Notes { get; private init; } = [];

    /// <summary>Reads the footers of the inputs, one after another.</summary>
    /// <param name="inputs">The files, in the order that breaks ties.</param>
    /// <param name="settings">How they are to be merged.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MergeRefusedException">Schemas or claimed orders contradict each other, or a sort column is missing or unfit.</exception>
    /// <exception cref="ParquetFormatException">A file is damaged or uses what is not read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal static MergePlan Create(IReadOnlyList<MergeInput> inputs, MergeSettings settings, CancellationToken cancellationToken)
    {
        settings.Validate();
        var union = new UnionSchema();
        var keyValues = new KeyValueUnion();
        var claims = new List<(string Name, SortKey? Key)>();
        var shapes = new HashSet<string>(StringComparer.Ordinal);
        var blooms = new HashSet<string>(StringComparer.Ordinal);
        var rows = ImmutableArray.CreateBuilder<long>(inputs.Count);
        using var pool = new BufferPool(1 << 20);
        var shape = new InputShape { KeyColumns = settings.Key?.Columns.Length ?? 8 };
        foreach (MergeInput input in inputs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using IRangeSource source = input.Open();
            using ParquetFile file = ParquetFile.Open(source, pool);
            union.Add(input.Name, file.Schema);
            keyValues.Add(file.Metadata);
            shape.Add(file.Metadata, file.Schema.Columns.Count(column => column.MaxRepetitionLevel > 0));
            rows.Add(file.RowCount);
            claims.Add((input.Name, KeyDiscovery.Claim(input.Name, file.Metadata, file.Schema)));
            shapes.Add(ShapeOf(file.Schema));
            foreach (ColumnDescriptor column in file.Schema.Columns)
            {
                if (file.Metadata.RowGroups.Any(group => group.Columns[column.Index].BloomFilterOffset is not null))
                {
                    blooms.Add(column.DottedPath);
                }
            }
        }

        ParquetSchema schema = union.Build();
        bool Exists(string name) => schema.Root.Children.Any(child => child.Name == name);
        SortKey? named = settings.Key?.ResolveAliases(Exists) ?? Agreed(claims);
        SortKey? key = named is null ? null : Present(named, Exists);
        var notes = new List<string>();
        if (key is not null)
        {
            foreach (SortColumn column in key.Columns)
            {
                Ordering.KeyLayout.Resolve(column.Name, schema);
            }

            notes.AddRange(named!.Columns.Except(key.Columns).Select(column => $"sort column '{column.Name}' is in no input: it is null in all rows, and orders nothing"));
        }

        shapes.Add(ShapeOf(schema));
        List<KeyValue> kept = keyValues.Kept(shapes.Count == 1, claims.TrueForAll(claim => claim.Key is not null && claim.Key.Equals(named)), notes);
        if (named is not null)
        {
            kept.Add(new KeyValue(KeyDiscovery.SortFieldsEntry, named.Schema?.ToString() ?? named.ToString()));
        }

        return new MergePlan([.. inputs], settings, schema)
        {
            Key = key,
            RowCount = rows.Sum(),
            InputRows = rows.MoveToImmutable(),
            ClaimsOrder = [.. claims.Select(claim => key is not null && claim.Key is not null && IsPrefix(key, Present(claim.Key, Exists)))],
            KeyValues = kept,
            BloomColumns = schema.Columns.Where(column => blooms.Contains(column.DottedPath)).Select(column => column.Index).ToHashSet(),
            Shape = shape,
            Notes = [.. notes],
        };
    }

    /// <summary>The columns of a key by which rows can differ: those of a sort schema that no input has are null in all rows (SS-3). A plain list names
    /// columns that must be there, and so does a schema of which none is.</summary>
    private static SortKey Present(SortKey key, Func<string, bool> exists) => key.Schema is null ? key : key.WithoutAbsent(exists) ?? key;

    private static SortKey? Agreed(List<(string Name, SortKey? Key)> claims)
    {
        (string Name, SortKey? Key) first = claims.FirstOrDefault(claim => claim.Key is not null);
        foreach ((string name, SortKey? key) in claims)
        {
            if (key is not null && !key.Equals(first.Key))
            {
                throw new MergeRefusedException($"{name} says that it is sorted by {key}, but {first.Name} by {first.Key}; say with a sort key which order the output shall have");
            }
        }

        return first.Key;
    }

    /// <summary>Whether rows sorted by the second key are sorted by the first.</summary>
    private static bool IsPrefix(SortKey key, SortKey of) => key.Columns.Length <= of.Columns.Length && key.Columns.SequenceEqual(of.Columns.Take(key.Columns.Length));

    /// <summary>Names, types and repetitions of a schema as one text.</summary>
    private static string ShapeOf(ParquetSchema schema) => string.Join('\n', schema.Elements.Skip(1).Select(
        element => $"{element.Name}\t{UnionSchema.TypeText(element)}\t{element.Repetition}\t{element.ChildCount}"));
}
