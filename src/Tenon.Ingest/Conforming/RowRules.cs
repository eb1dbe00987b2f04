using System.Text.Unicode;
using Tenon.Ingest.Reading;
using Tenon.Ingest.Rows;
using Tenon.Merging.Facts;
using Tenon.Parquet.Metadata;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Conforming;

/// <summary>What the rows of an index must be; makes rows of a file be that, or refuses them. One for each file; not thread-safe.</summary>
internal abstract class RowRules(string file)
{
    /// <summary>Event times of rows that conform; null if they have none.</summary>
    public abstract EventTimeColumn? Time { get; }

    /// <summary>Whether columns without values are left out of a split.</summary>
    public abstract bool LeavesEmptyColumnsOut { get; }

    /// <summary>The columns that text files always have.</summary>
    public abstract IEnumerable<string> TextColumns { get; }

    /// <summary>What a field of a text file is converted to; null if rows have no such column.</summary>
    public abstract FieldKind? KindOf(string column);

    /// <summary>Refuses a Parquet file by its schema.</summary>
    public abstract void CheckShapes(IReadOnlyList<ColumnShape> shapes);

    /// <summary>Checks rows, converts them and adds what is computed.</summary>
    /// <returns>Rows as they are stored, valid until the next ones are given; the given ones may be part of them.</returns>
    public abstract RowBlock Conform(RowBlock rows);

    public static RowRules For(IndexConfig config, IngestSettings settings, string file) =>
        config.Kind == Splits.SplitKind.Table ? new TableRules(config, file) : new SeriesRules(config, settings, file);

    protected IngestException Refuse(string column, string found, string expected) => new($"{file}, column '{column}': {found}; {expected} is expected");

    protected IngestException Refuse(RowBlock rows, int row, string column, string found, string expected) =>
        new($"{file}, {rows.Place(row)}, column '{column}': {found}; {expected} is expected");

    /// <summary>Refuses rows without a value.</summary>
    protected void CheckPresent(RowBlock rows, RowColumn column)
    {
        for (int row = 0; row < rows.RowCount; row++)
        {
            if (!column.Values.IsPresent(row))
            {
                throw Refuse(rows, row, column.Name, "null", "a value");
            }
        }
    }

    /// <summary>Refuses text that is none, or too long.</summary>
    protected void CheckText(RowBlock rows, RowColumn column, int maximumBytes)
    {
        ReadOnlySpan<byte> last = [];
        for (int row = 0; row < rows.RowCount; row++)
        {
            if (!column.Values.IsPresent(row))
            {
                continue;
            }

            ReadOnlySpan<byte> text = column.Values.BytesAt(row);
            if (text.SequenceEqual(last))
            {
                continue; // As in most rows.
            }

            if (text.Length > maximumBytes)
            {
                throw Refuse(rows, row, column.Name, FormattableString.Invariant($"a text of {text.Length} bytes"), FormattableString.Invariant($"at most {maximumBytes}"));
            }

            last = Utf8.IsValid(text) ? text : throw Refuse(rows, row, column.Name, $"bytes {Convert.ToHexString(text[..Math.Min(20, text.Length)])}", "text in UTF-8");
        }
    }

    protected static bool IsNullable(ColumnShape shape) => shape.Elements[0].Repetition == Repetition.Optional;
}
