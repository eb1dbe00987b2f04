using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>What every metastore demands inside the transaction of a publish, of the records it read there.</summary>
public static class PublishChecks
{
    /// <summary>Demands it.</summary>
    /// <param name="request">The publish.</param>
    /// <param name="inputs">The inputs of its operation; none for an ingest.</param>
    /// <param name="outputs">The outputs its operation staged, in order.</param>
    /// <exception cref="InvariantViolationException">Rows of a merge's inputs and outputs differ (F-11), scopes or windows mix (F-69), an output is not one level
    /// above the highest input, or was read back otherwise than it was staged (F-33).</exception>
    public static void Require(PublishRequest request, IReadOnlyList<SplitRecord> inputs, IReadOnlyList<SplitRecord> outputs)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        RequireRead(request, outputs);
        int level = 0;
        if (request.Operation.Kind == OperationKind.Merge)
        {
            RequireConserved(request, inputs, outputs);
            level = inputs.Max(split => split.Metadata.Level) + 1;
        }

        foreach (SplitRecord output in outputs)
        {
            Invariant.Require(
                output.Metadata.Level == level, InvariantId.LevelRaised, $"output {output.Id} of {request.Operation} has level {output.Metadata.Level}; {level} is expected");
        }
    }

    /// <summary>The inputs that are not, or no longer, what was planned. The caller names all of them, and what it names is what it read just now.
    /// An input that was retired and forgotten meanwhile is gone as well (F-10).</summary>
    /// <param name="request">The publish.</param>
    /// <param name="planned">The inputs that its operation was planned with.</param>
    /// <param name="inputs">Those of them that there are.</param>
    /// <returns>Those that the caller named, in its order; then those that it did not, in order of ids.</returns>
    public static ImmutableArray<SplitId> Gone(PublishRequest request, IReadOnlyCollection<SplitId> planned, IReadOnlyList<SplitRecord> inputs)
    {
        ArgumentNullException.ThrowIfNull(request);
        HashSet<SplitId> expected = [.. planned];
        Dictionary<SplitId, SplitRecord> byId = inputs.ToDictionary(split => split.Id);
        HashSet<SplitId> named = [.. request.Inputs.Select(input => input.Id)];
        return
        [
            .. request.Inputs
                .Where(input => !expected.Contains(input.Id)
                    || !byId.TryGetValue(input.Id, out SplitRecord? split)
                    || split.State != SplitState.Published
                    || split.ClaimedBy != request.Operation
                    || split.Version != input.Version)
                .Select(input => input.Id),
            .. planned.Where(id => !named.Contains(id)).Order(),
        ];
    }

    private static void RequireConserved(PublishRequest request, IReadOnlyList<SplitRecord> inputs, IReadOnlyList<SplitRecord> outputs)
    {
        long rowsIn = inputs.Sum(split => split.RowCount);
        long rowsOut = outputs.Sum(split => split.RowCount);
        Invariant.Require(
            rowsIn == rowsOut, InvariantId.RowsConserved, $"operation {request.Operation}: {inputs.Count} inputs with {rowsIn} rows, {outputs.Count} outputs with {rowsOut} rows");
        CompactionScope? scope = inputs[0].Metadata.Scope;
        foreach (SplitRecord split in inputs.Concat(outputs))
        {
            Invariant.Require(
                split.Metadata.Window == scope?.Window, InvariantId.WindowsNeverMix, $"operation {request.Operation}: split {split.Id} is of window {split.Metadata.Window}, not {scope?.Window}");
            Invariant.Require(
                split.Metadata.Scope == scope, InvariantId.ScopesNeverMix, $"operation {request.Operation} is of scope {scope}, split {split.Id} of scope {split.Metadata.Scope}");
        }
    }

    private static void RequireRead(PublishRequest request, IReadOnlyList<SplitRecord> outputs)
    {
        Invariant.Require(
            outputs.Count == request.Outputs.Length,
            InvariantId.PublishedIsReadable,
            $"operation {request.Operation}: {outputs.Count} outputs were staged, {request.Outputs.Length} were read back");
        for (int i = 0; i < outputs.Count; i++)
        {
            (SplitRecord staged, PublishedOutput read) = (outputs[i], request.Outputs[i]);
            Invariant.Require(
                staged.Id == read.Id && staged.SizeBytes == read.SizeBytes && staged.Crc32C == read.Crc32C,
                InvariantId.PublishedIsReadable,
                $"output {staged.Id} was written with {staged.SizeBytes} bytes and CRC-32C {staged.Crc32C}, output {read.Id} was read back with {read.SizeBytes} and {read.Crc32C}");
        }
    }
}
