using System.Collections.Immutable;
using Tenon.Storage;

namespace Tenon.Pipeline.Merging;

/// <summary>What turns inputs into outputs. Knows nothing of metastores, names or folders. Thread-safe.</summary>
public interface IMergeEngine
{
    /// <summary>The settings on which the bytes of outputs depend, as text: equal texts and inputs give equal bytes.</summary>
    public string Settings { get; }

    /// <summary>Reads what is needed to know whether and how inputs can be merged.</summary>
    /// <param name="inputs">The inputs, in merge order.</param>
    /// <param name="scratchFolder">A local folder for temporary files; it need not exist, and is deleted afterwards by whoever named it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The merge, which the caller disposes.</returns>
    /// <exception cref="InputRefusedException">The inputs cannot be merged, or are damaged.</exception>
    public ValueTask<IMergeJob> PlanAsync(ImmutableArray<MergeSource> inputs, string scratchFolder, CancellationToken cancellationToken);

    /// <summary>Reads all rows of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="scratchFolder">As above.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many there are, and their content digest, equal to that of a merge that decoded the same rows.</returns>
    /// <exception cref="InputRefusedException">The file is damaged.</exception>
    public ValueTask<(long RowCount, string Digest)> CountAsync(MergeSource file, string scratchFolder, CancellationToken cancellationToken);
}

/// <summary>One merge. Not thread-safe.</summary>
public interface IMergeJob : IAsyncDisposable
{
    /// <summary>Rows of each input, in merge order.</summary>
    public ImmutableArray<long> InputRows { get; }

    /// <summary>The key by which the outputs will be sorted, as text; null if they claim no order.</summary>
    public string? SortKey { get; }

    /// <summary>Writes the outputs.</summary>
    /// <param name="createOutput">Gives the stream of the output of that ordinal, from 0, in order. The merge writes it from its first byte to
    /// its last and does not dispose it. When a merge starts over, it asks for an ordinal again, and what was written there is void.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What was written; no outputs if the inputs have no rows.</returns>
    /// <exception cref="InputRefusedException">An input is damaged.</exception>
    public ValueTask<MergeSummary> MergeAsync(Func<int, Stream> createOutput, IProgress<MergeStep>? progress, CancellationToken cancellationToken);

    /// <summary>Reads the finished outputs again and compares their rows with those of the inputs.</summary>
    /// <param name="openOutput">Opens the output of that ordinal; the merge disposes what it opened.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>When they are known to be equal.</returns>
    /// <exception cref="InputRefusedException">An output cannot be read; the exception for rows that differ is the engine's own.</exception>
    public ValueTask VerifyAsync(Func<int, IObjectReader> openOutput, IProgress<MergeStep>? progress, CancellationToken cancellationToken);
}

/// <summary>An input of a merge.</summary>
/// <param name="Name">Names it in messages.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Open">Opens it; whoever called it disposes the reader.</param>
public sealed record MergeSource(string Name, long SizeBytes, Func<IObjectReader> Open);

/// <summary>What a merge wrote.</summary>
/// <param name="OutputRows">Rows of each output, in order.</param>
/// <param name="Digest">The order-independent content digest of the rows that were decoded.</param>
/// <param name="CopiedRows">Rows in row groups that were copied as they were stored, proven by their stored bytes instead.</param>
/// <param name="SortedInputs">Names of inputs that were not sorted as the key says, and were sorted first.</param>
/// <param name="Notes">What the user should know, such as key/value entries that were dropped.</param>
public sealed record MergeSummary(
    ImmutableArray<long> OutputRows, string Digest, long CopiedRows, ImmutableArray<string> SortedInputs, ImmutableArray<string> Notes)
{
    /// <summary>Pages of the other rows that were copied as they were stored; the digest covers what they hold.</summary>
    public long CopiedPages { get; init; }
}

/// <summary>How far a merge is.</summary>
/// <param name="Phase">What it is doing, for people.</param>
/// <param name="RowsDone">Rows done in this phase.</param>
/// <param name="RowsTotal">Rows of the merge.</param>
/// <param name="BytesWritten">Bytes written to the outputs so far.</param>
public readonly record struct MergeStep(string Phase, long RowsDone, long RowsTotal, long BytesWritten);
