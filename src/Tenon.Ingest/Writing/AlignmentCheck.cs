using System.Globalization;
using Tenon.Ingest.Reading;
using Tenon.Ingest.Rows;
using Tenon.Merging;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Splits;
using Tenon.Splits.Keys;
using SortKey = Tenon.Splits.SortKey;

namespace Tenon.Ingest.Writing;

/// <summary>Reads a file's row groups again and holds their sort columns against the prefix length it claims.</summary>
internal static class AlignmentCheck
{
    /// <summary>Checks PA-1, one value tuple in each row group, and PA-3, no tuple in two of them, by the values themselves: statistics may be cut.</summary>
    /// <exception cref="ContentMismatchException">The file is not aligned.</exception>
    public static void Verify(ParquetFile file, SortKey key, int prefixLength, BufferPool pool)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            var tuple = new SortValue[prefixLength];
            for (int i = 0; i < prefixLength; i++)
            {
                tuple[i] = OnlyValue(file, group, key.Columns[i].Name, pool);
            }

            if (!keys.Add(Convert.ToHexString(CompositePrefixKey.Encode(key.Columns, tuple))))
            {
                throw new ContentMismatchException(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, row group {group}: another one has ({string.Join(", ", tuple)}) in its first {prefixLength} sort columns too (PA-3)"));
            }
        }
    }

    private static SortValue OnlyValue(ParquetFile file, int group, string column, BufferPool pool)
    {
        ColumnShape? shape = ColumnShape.Of(file.Schema).FirstOrDefault(candidate => candidate.Name == column);
        if (shape is null)
        {
            return SortValue.Null;
        }

        int leaf = file.Schema.Root.Children.Single(child => child.Name == column).Column!.Index; // A sort column is flat.
        using var reader = new ColumnReader(file, leaf, pool, group, 1);
        var values = new ColumnBuffer(shape.Leaves[0]);
        SortValue? only = null;
        while (reader.ReadBatch())
        {
            values.Clear();
            values.AppendLevels([], reader.DefinitionLevels, reader.LevelCount, reader.Fixed, reader.ByteArrays);
            for (int row = 0; row < values.RowCount; row++)
            {
                // Compared with the first of the batch, and that with the first of all: most rows cost no copy.
                if (row == 0 || !SortValues.AreEqual(values, row, values, 0))
                {
                    SortValue value = SortValues.Of(values, row);
                    only ??= value;
                    if (value != only)
                    {
                        throw new ContentMismatchException(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, row group {group}, column '{column}': {value} beside {only} in an aligned row group (PA-1)"));
                    }
                }
            }
        }

        return only ?? SortValue.Null;
    }
}
