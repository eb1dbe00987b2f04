using Tenon.Merging.Facts;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Splits;

namespace Tenon.Merging.Running;

/// <summary>Where each prefix ends in the output of a merge of aligned files. Immutable.</summary>
/// <remarks>
/// A row group of an aligned file has one value tuple in its leading sort columns. So the rows of one tuple are those of at most one row group
/// of each input, and how many they are is known before any row is read in order:
/// <code>
/// input 0   [a: 10 rows] [b: 5]        tuple      a        b       c
/// input 1   [a:  2] [c: 7]             output  rows 0-11   12-16   17-23
/// </code>
/// </remarks>
internal sealed class AlignedRegions
{
    private readonly long[] _ends;
    private readonly HashSet<(MergeInput Input, int Group)> _alone;

    private AlignedRegions(long[] ends, HashSet<(MergeInput Input, int Group)> alone) => (_ends, _alone) = (ends, alone);

    /// <summary>Reads the leading sort columns of all inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="key">The sort key, absent columns included.</param>
    /// <param name="prefixLength">How many columns lead; at least 1.</param>
    /// <param name="pool">Where memory comes from.</param>
    /// <exception cref="MergeRefusedException">An input is not aligned.</exception>
    public static AlignedRegions Of(IReadOnlyList<MergeInput> inputs, SortKey key, int prefixLength, BufferPool pool)
    {
        var regions = new SortedDictionary<string, List<(MergeInput Input, int Group, long Rows)>>(StringComparer.Ordinal);
        foreach (MergeInput input in inputs)
        {
            using ParquetFile file = ParquetFile.Open(input.Open(), pool);
            int group = 0;
            foreach (string tuple in KeysOf(file, key, prefixLength, pool))
            {
                if (!regions.TryGetValue(tuple, out List<(MergeInput Input, int Group, long Rows)>? parts))
                {
                    regions.Add(tuple, parts = []);
                }

                parts.Add((input, group, file.Metadata.RowGroups[group].RowCount));
                group++;
            }
        }

        long end = 0;
        return new AlignedRegions(
            [.. regions.Values.Select(parts => end += parts.Sum(part => part.Rows))],
            [.. regions.Values.Where(parts => parts.Count == 1).Select(parts => (parts[0].Input, parts[0].Group))]);
    }

    /// <summary>Whether a prefix ends before an output row.</summary>
    public bool IsEnd(long row) => Array.BinarySearch(_ends, row) >= 0;

    /// <summary>Rows from an output row to where its prefix ends.</summary>
    public long LeftAt(long row)
    {
        int at = Array.BinarySearch(_ends, row + 1);
        return _ends[at >= 0 ? at : ~at] - row;
    }

    /// <summary>Whether no other row group has the prefix of one, so that it may be copied whole.</summary>
    public bool IsAlone(MergeInput input, int group) => _alone.Contains((input, group));

    private static IReadOnlyList<string> KeysOf(ParquetFile file, SortKey key, int prefixLength, BufferPool pool)
    {
        try
        {
            return Alignment.KeysOf(file, key, prefixLength, pool);
        }
        catch (ContentMismatchException e)
        {
            throw new MergeRefusedException($"{e.Message}; an aligned file is expected");
        }
    }
}
