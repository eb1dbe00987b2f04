using Tenon.Merging.Content;
using Tenon.Merging.Running;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging;

/// <summary>Judges a finished file that is not the output of a merge, by what judges those.</summary>
public static class FileVerifier
{
    /// <summary>Reads a file, and digests its rows on the way.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">The order that its rows must have; null for any.</param>
    /// <param name="schema">The schema that it must have; null for any.</param>
    /// <param name="settings">Threads and memory.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The digest of all rows.</returns>
    /// <exception cref="ContentMismatchException">Rows are out of order, or the schema is another.</exception>
    /// <exception cref="ParquetFormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<RowDigest> VerifyAsync(
        MergeInput file, SortKey? key, ParquetSchema? schema, MergeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        using var pool = new BufferPool(MemoryPlan.IdleBytes(settings));
        return await new OutputVerifier(settings, pool).DigestAsync(file, key, schema, [], static _ => { }, cancellationToken);
    }
}
