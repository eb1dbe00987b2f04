using Tenon.Merging.Content;
using Tenon.Merging.Running;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Merging;

/// <summary>Merges sorted Parquet files into few large ones, in bounded memory, with all rows conserved.</summary>
/// <remarks>
/// The three steps belong to three moments: a plan is made from footers and may be stored; the merge writes; the outputs are
/// verified once they are where readers will find them. Equal inputs and settings give byte-identical outputs, for any number of
/// threads. All work runs on the ambient task scheduler.
/// </remarks>
public static class Merger
{
    /// <summary>Reads the footers of the inputs and decides what the merge will do.</summary>
    /// <param name="inputs">The files, in the order that breaks ties between equal keys.</param>
    /// <param name="settings">How they are merged.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    /// <exception cref="MergeRefusedException">Schemas or claimed orders contradict each other, or a sort column is missing or unfit.</exception>
    /// <exception cref="ParquetFormatException">A file is damaged or uses what is not read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Task<MergePlan> PlanAsync(IReadOnlyList<MergeInput> inputs, MergeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(settings);
        return Task.FromResult(MergePlan.Create(inputs, settings, cancellationToken));
    }

    /// <summary>Merges.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="createOutput">Makes the stream of the output of a number, empty and at its start; asked again for a number when the
    /// merge has to start over. The stream is disposed when the output is complete, and also when it is abandoned.</param>
    /// <param name="progress">Told after each row group; null for nobody.</param>
    /// <param name="cancellationToken">Ends the merge; streams written so far hold no files.</param>
    /// <exception cref="ParquetFormatException">A file is damaged or uses what is not read.</exception>
    /// <exception cref="MergeRefusedException">The inputs cannot be merged within the settings.</exception>
    /// <exception cref="IOException">A file cannot be read, or an output not written.</exception>
    /// <exception cref="OperationCanceledException">The merge was cancelled.</exception>
    public static Task<MergeResult> MergeAsync(MergePlan plan, Func<int, Stream> createOutput, IProgress<MergeProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(createOutput);
        return new MergeJob(plan, progress).RunAsync(createOutput, cancellationToken);
    }

    /// <summary>Reads the outputs again and compares them with what was read from the inputs: every row and its order.</summary>
    /// <param name="plan">The plan of the merge.</param>
    /// <param name="result">Its result.</param>
    /// <param name="openOutput">Opens the output of a number.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The digest of all rows that were decoded, as written.</returns>
    /// <exception cref="ContentMismatchException">An output holds other rows, rows out of order, or changed bytes.</exception>
    /// <exception cref="ParquetFormatException">An output is damaged.</exception>
    public static async Task<RowDigest> VerifyAsync(
        MergePlan plan, MergeResult result, Func<int, IRangeSource> openOutput, IProgress<MergeProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(openOutput);
        using var pool = new BufferPool(MemoryPlan.IdleBytes(plan.Settings));
        var verifier = new OutputVerifier(plan.Settings, pool);
        RowDigest sum = default;
        long before = 0;
        foreach (MergeOutput output in result.Outputs)
        {
            var input = new MergeInput($"output {output.Ordinal}", () => openOutput(output.Ordinal), output.SizeBytes);
            RowDigest digest = await verifier.DigestAsync(
                input, result.Key, plan.Schema, output.CopiedRowGroups, done => progress?.Report(new MergeProgress(before + done, result.RowCount, 0, "verify")), cancellationToken);
            if (digest != output.Digest)
            {
                throw new ContentMismatchException($"output {output.Ordinal} holds rows with digest {digest}; those read for it have {output.Digest}");
            }

            sum += digest;
            before += output.RowCount;
        }

        return sum;
    }

    /// <summary>Digests all rows of some files.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <param name="settings">Threads and memory.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ParquetFormatException">A file is damaged or uses what is not read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<RowDigest> DigestAsync(
        IReadOnlyList<MergeInput> files, MergeSettings settings, IProgress<MergeProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(settings);
        using var pool = new BufferPool(MemoryPlan.IdleBytes(settings));
        var verifier = new OutputVerifier(settings, pool);
        RowDigest sum = default;
        foreach (MergeInput file in files)
        {
            long before = sum.RowCount;
            sum += await verifier.DigestAsync(file, null, null, [], done => progress?.Report(new MergeProgress(before + done, 0, 0, "digest")), cancellationToken);
        }

        return sum;
    }
}
