using Tenon.Invariants;
using Tenon.Merging;
using Tenon.Pipeline.Merging;
using Tenon.Splits;

namespace Tenon.Pipeline.Indexes;

/// <summary>Completes outputs that are Parquet files. Thread-safe.</summary>
public sealed class ParquetSplitFinisher : ISplitFinisher
{
    /// <inheritdoc/>
    /// <exception cref="ContentMismatchException">The file does not hold what is claimed of it.</exception>
    public SplitMetadata Finish(string path, UnfinishedSplit output)
    {
        ArgumentNullException.ThrowIfNull(output);
        SplitMetadata split = MergedSplits.Finish(path, output.Id, output.Inputs, output.Config, output.Digest, output.Now);
        Invariant.Held(InvariantId.SchemaCopiesAgree, 1); // Otherwise it had thrown.
        return split;
    }
}
