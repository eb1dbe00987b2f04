using Tenon.Merging.Planning;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Ordering;

/// <summary>How sort keys are packed into 64-bit words, so that two rows compare by comparing words.</summary>
/// <remarks>
/// <code>
/// 1. Fields are laid out in key order from the top bit of the first word; a field may straddle two words.
/// 2. Byte strings that are dictionary-encoded in every input become ranks in the sorted union of the dictionaries, so eight
///    columns of a metric key fit in two words.
/// 3. A key is exact if all fields fit in four words: rows are equal if their words are. Otherwise the key has a tail: rows
///    with equal words are compared value by value from the first field that did not fit.
/// </code>
/// Immutable.
/// </remarks>
internal sealed class KeyLayout
{
    private const int MaximumExactWords = 4;

    /// <summary>Words of a key that has a tail.</summary>
    public const int TailWords = 2;

    private const int MinimumPrefixBits = 8;

    private KeyLayout(KeyField[] fields, int words, int firstTailField) =>
        (Fields, Words, FirstTailField) = (fields, words, firstTailField);

    /// <summary>The fields, most significant first.</summary>
    public KeyField[] Fields { get; }

    /// <summary>64-bit words that hold the packed fields, 1 to 4.</summary>
    public int Words { get; }

    /// <summary>The first field that must be compared by value when all words are equal; the number of fields if the key is exact.</summary>
    public int FirstTailField { get; }

    /// <summary>Whether rows with equal words may differ.</summary>
    public bool HasTail => FirstTailField < Fields.Length;

    /// <summary>Fields that are compared by value.</summary>
    public int TailFields => Fields.Length - FirstTailField;

    /// <summary>Words from one row's key to the next: the packed words, and the address of the tail if there is one.</summary>
    public int Stride => Words + (HasTail ? 1 : 0);

    /// <summary>Lays out the key of a merge.</summary>
    /// <param name="key">The sort key.</param>
    /// <param name="union">The schema of the output.</param>
    /// <param name="values">What is known of each column's values.</param>
    /// <exception cref="MergeRefusedException">A sort column does not exist, is nested or has a type without an order.</exception>
    public static KeyLayout Create(SortKey key, ParquetSchema union, IReadOnlyDictionary<string, KeyColumnValues> values)
    {
        var columns = new List<(ColumnDescriptor Column, bool Descending, KeyColumnValues? Values)>();
        foreach (SortColumn sort in key.Columns)
        {
            columns.Add((Resolve(sort.Name, union), sort.Descending, values.GetValueOrDefault(sort.Name)));
        }

        return TryPack(columns, MaximumExactWords, allowTail: false) ?? TryPack(columns, TailWords, allowTail: true)!; // A tail takes any field.
    }

    /// <summary>The leaf column of a sort column's name.</summary>
    /// <exception cref="MergeRefusedException">There is none, it is nested or its type has no order.</exception>
    public static ColumnDescriptor Resolve(string name, ParquetSchema schema)
    {
        SchemaNode node = schema.Root.Children.FirstOrDefault(child => child.Name == name)
            ?? throw new MergeRefusedException(
                $"sort column '{name}' is in none of the files; they have {string.Join(", ", schema.Root.Children.Select(child => child.Name))}");
        if (node.Column is not ColumnDescriptor column || node.Repetition == Repetition.Repeated)
        {
            throw new MergeRefusedException($"sort column '{name}' is nested; sort columns are top-level and of a primitive type");
        }

        bool isByteDecimal = column.Type == PhysicalType.ByteArray && UnionSchema.TypeText(node.Element).Contains("DECIMAL", StringComparison.Ordinal);
        LogicalTypeKind? kind = node.Element.LogicalType?.Kind;
        if (column.Type == PhysicalType.Int96 || isByteDecimal || node.Element.ConvertedType == ConvertedType.Interval
            || kind is LogicalTypeKind.Float16 or LogicalTypeKind.Variant or LogicalTypeKind.Geometry or LogicalTypeKind.Geography)
        {
            throw new MergeRefusedException($"sort column '{name}' is {UnionSchema.TypeText(node.Element)}, a type without an order that files can be merged by");
        }

        return column;
    }

    private static KeyLayout? TryPack(List<(ColumnDescriptor Column, bool Descending, KeyColumnValues? Values)> columns, int words, bool allowTail)
    {
        int room = words * 64;
        int offset = 0;
        int firstTail = columns.Count;
        var fields = new List<KeyField>();
        for (int i = 0; i < columns.Count; i++)
        {
            (ColumnDescriptor column, bool descending, KeyColumnValues? values) = columns[i];
            (KeyCoding coding, int bits) = CodingOf(column, values);
            bool isPrefix = coding == KeyCoding.Prefix;
            if (isPrefix)
            {
                bits = Math.Min(64, room - offset - 1);
            }

            bool fits = firstTail > i && (isPrefix ? bits >= MinimumPrefixBits : offset + 1 + bits <= room);
            if ((isPrefix || !fits) && !allowTail)
            {
                return null;
            }

            fields.Add(new KeyField(column)
            {
                Descending = descending,
                Coding = coding,
                ValueBits = fits ? bits : 0,
                BitOffset = offset,
                Ranks = values?.Ranks,
                Minimum = values?.Minimum ?? 0,
                IsPacked = fits,
            });
            if (isPrefix || !fits)
            {
                firstTail = Math.Min(firstTail, i);
            }

            offset += fits ? 1 + bits : 0;
        }

        return new KeyLayout([.. fields], allowTail ? words : Math.Max(1, (offset + 63) / 64), firstTail);
    }

    private static (KeyCoding Coding, int Bits) CodingOf(ColumnDescriptor column, KeyColumnValues? values)
    {
        OrderedNumber number = OrderedNumber.For(column);
        if (number == OrderedNumber.None)
        {
            return values?.Ranks is RankDictionary ranks ? (KeyCoding.Rank, ranks.Bits) : (KeyCoding.Prefix, 64);
        }

        int raw = column.Type == PhysicalType.Boolean ? 1 : column.ValueWidth * 8;
        if (values is { HasRange: true })
        {
            ulong span = values.Maximum - values.Minimum;
            int bits = span == 0 ? 0 : System.Numerics.BitOperations.Log2(span) + 1;
            return bits < raw ? (KeyCoding.Range, bits) : (KeyCoding.Raw, raw);
        }

        return (KeyCoding.Raw, raw);
    }
}

/// <summary>What the dictionary pages of all inputs say of a sort column's values; made before the merge.</summary>
internal sealed class KeyColumnValues
{
    /// <summary>All byte-string values, frozen; null if they are not all in dictionaries, or too many.</summary>
    public RankDictionary? Ranks { get; set; }

    /// <summary>Whether <see cref="Minimum"/> and <see cref="Maximum"/> are known.</summary>
    public bool HasRange { get; set; }

    /// <summary>The smallest ordered number.</summary>
    public ulong Minimum { get; set; }

    /// <summary>The largest ordered number.</summary>
    public ulong Maximum { get; set; }
}
