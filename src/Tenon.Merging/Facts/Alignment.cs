using System.Globalization;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Splits;
using Tenon.Splits.Keys;
using SortKey = Tenon.Splits.SortKey;

namespace Tenon.Merging.Facts;

/// <summary>Holds the sort columns of a file's row groups against the prefix length that it claims.</summary>
internal static class Alignment
{
    /// <summary>Checks PA-1, one value tuple in each row group, and PA-3, no tuple in two of them, by the values themselves: statistics may be cut.</summary>
    /// <returns>The composite prefix key of each row group, in hexadecimal so that texts are ordered as keys are.</returns>
    /// <exception cref="ContentMismatchException">The file is not aligned.</exception>
    public static IReadOnlyList<string> KeysOf(ParquetFile file, SortKey key, int prefixLength, BufferPool pool)
    {
        var keys = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        SortColumnValues[] columns = [.. key.Columns.Take(prefixLength).Select(column => new SortColumnValues(file, column.Name, pool))];
        for (int group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            SortValue[] tuple = [.. columns.Select(column => column.Only(group))];
            keys.Add(Convert.ToHexString(CompositePrefixKey.Encode(key.Columns, tuple)));
            if (!seen.Add(keys[^1]))
            {
                throw new ContentMismatchException(string.Create(
                    CultureInfo.InvariantCulture, $"{file.Name}, row group {group}: another one has ({string.Join(", ", tuple)}) in its first {prefixLength} sort columns too (PA-3)"));
            }
        }

        return keys;
    }
}
