using Tenon.Merging.Running;
using Tenon.Parquet.Memory;

namespace Tenon.Merging.Ordering;

/// <summary>Makes the order of a pass.</summary>
internal static class RowOrders
{
    /// <summary>The merge of sorted inputs.</summary>
    public static RowOrder Merge(KeyLayout layout, IReadOnlyList<PassInput> inputs, RowGroupMap[] rowGroups, int blockRows, BufferPool pool, bool compactsPages = false,
        bool keepsRuns = false)
    {
        KeyStream[] streams = Open(layout, inputs, blockRows, pool, compactsPages, keepsRuns);
        return (layout.HasTail, layout.Words) switch
        {
            (true, _) => new MergeOrder<WordsAndTail>(new WordsAndTail(layout), layout.HasTail, streams, rowGroups, pool),
            (_, 1) => new MergeOrder<OneWord>(default, layout.HasTail, streams, rowGroups, pool),
            (_, 2) => new MergeOrder<TwoWords>(default, layout.HasTail, streams, rowGroups, pool),
            (_, int words) => new MergeOrder<ManyWords>(new ManyWords(words), layout.HasTail, streams, rowGroups, pool),
        };
    }

    /// <summary>The key streams of inputs.</summary>
    public static KeyStream[] Open(
        KeyLayout layout, IReadOnlyList<PassInput> inputs, int blockRows, BufferPool pool, bool compactsPages = false, bool keepsRuns = false) =>
        [.. inputs.Select((input, i) => new KeyStream(
            input.File, i, [.. layout.Fields.Select(field => input.Columns[field.Column.Index].Leaf)], layout, blockRows, pool, compactsPages, keepsRuns))];
}
