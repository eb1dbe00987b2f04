using Tenon.Merging.Running;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Makes the order of a pass.</summary>
internal static class RowOrders
{
    /// <summary>The merge of sorted inputs.</summary>
    public static RowOrder Merge(KeyLayout layout, IReadOnlyList<PassInput> inputs, RowGroupMap[] rowGroups, int blockRows, BufferPool pool)
    {
        KeyStream[] Streams(IDisorderFinder finder) => Open(layout, inputs, finder, blockRows, pool);

        return (layout.HasTail, layout.Words) switch
        {
            (true, _) => new MergeOrder<WordsAndTail>(new WordsAndTail(layout), Streams, rowGroups, pool),
            (_, 1) => new MergeOrder<OneWord>(default, Streams, rowGroups, pool),
            (_, 2) => new MergeOrder<TwoWords>(default, Streams, rowGroups, pool),
            (_, int words) => new MergeOrder<ManyWords>(new ManyWords(words), Streams, rowGroups, pool),
        };
    }

    /// <summary>The key streams of inputs.</summary>
    public static KeyStream[] Open(KeyLayout layout, IReadOnlyList<PassInput> inputs, IDisorderFinder? finder, int blockRows, BufferPool pool) =>
        [.. inputs.Select((input, i) => new KeyStream(
            input.File, i, [.. layout.Fields.Select(field => input.Columns[field.Column.Index].Leaf)], layout, finder, blockRows, pool))];
}
