using System.Collections.Immutable;
using Tenon.Invariants;
using Tenon.Merging;
using Tenon.Metastore;
using Tenon.Pipeline.Budgets;
using Tenon.Pipeline.Core;
using Tenon.Pipeline.Merging;
using Tenon.Pipeline.Operations;
using Tenon.Splits;
using Tenon.Splits.Policy;
using Tenon.Storage;
using Tenon.Storage.Local;

namespace Tenon.Pipeline.Running;

/// <content>Writing outputs.</content>
internal sealed partial class Performer
{
    /// <summary>Merges, and proves the outputs: in scratch, within the shares of memory and disk that are reserved first (F-47, F-57).</summary>
    public async Task<Answer> ExecuteAsync(MergeWork work, long merge, IProgress<MergeStep>? progress)
    {
        try
        {
            long bytes = Math.Max(1, work.Inputs.Sum(input => input.SizeBytes));
            if (bytes > _services.ScratchBudget.TotalBytes)
            {
                throw new InputRefusedException($"the inputs have {bytes} bytes, but scratch may take only {_services.ScratchBudget.TotalBytes}");
            }

            using ByteReservation scratch = await _services.ScratchBudget.ReserveAsync(bytes, work.Cancelled);
            using ByteReservation memory = await _services.Memory.ReserveAsync(HasFailedBefore(work) ? _services.Memory.TotalBytes : _settings.MergeShareBytes, work.Cancelled);
            work.IsMarked = true; // Perhaps, from now on: what brings the process down while it writes is counted by whoever comes next (F-47).
            await _services.Metastore.MarkExecutingAsync(work.Index.Lease, work.Operation, isExecuting: true, work.Cancelled);
            await WriteAsync(work, progress);
            return new(new CoreInput.Merged(Now, merge, [.. work.Outputs.Select(output => MergeCandidate.Of(output.Metadata))]));
        }
        catch (Exception e) when (e is StorageException { Error: not StorageError.NotFound } or MetastoreException)
        {
            work.Problem = e.Message;
            return new(new CoreInput.Failed(Now, merge, FailureCause.Environment, []));
        }
        catch (InputRefusedException e)
        {
            work.Problem = e.Message;
            SplitId[] blamed = [.. work.Inputs.Where(input => NameOf(input) == e.Input).Select(input => input.Id)];
            return new(new CoreInput.Failed(Now, merge, FailureCause.Inputs, [.. blamed]));
        }
        catch (ContentMismatchException e)
        {
            work.Problem = e.Message;
            Invariant.Observe(false, InvariantId.ContentConserved, $"{work.Operation}: {e.Message}"); // Recorded; and never published.
            return new(new CoreInput.Failed(Now, merge, FailureCause.Inputs, []));
        }
        catch (InvariantViolationException e)
        {
            work.Problem = e.Message;
            return new(new CoreInput.Failed(Now, merge, FailureCause.Inputs, []));
        }
        catch (IOException e)
        {
            work.Problem = e.Message;
            return new(new CoreInput.Failed(Now, merge, FailureCause.Environment, []));
        }
#pragma warning disable CA1031 // Whatever these inputs make the engine do, it must not keep their neighbours from being merged (F-40), so it counts against them.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            work.Problem = e.Message;
            _services.Log($"merge {work.Operation} of {work.Index.Uid} failed by an error of this program: {e}");
            return new(new CoreInput.Failed(Now, merge, FailureCause.Inputs, []));
        }
    }

    /// <summary>Whether an input was in a merge that failed, or that a process died of, or beside. Such a merge takes all the memory there is, and so runs
    /// alone: if it brings the process down, nothing else is counted for it, and if it was short of memory, it has what there is.</summary>
    private static bool HasFailedBefore(MergeWork work) => work.Inputs.Any(input => input.Trouble is { Tries: > 0 });

    private async Task WriteAsync(MergeWork work, IProgress<MergeStep>? progress)
    {
        string folder = _services.Scratch.FolderOf(work.Operation);
        var local = new LocalFileStore(folder);
        await RequireUnchangedAsync(work);
        await using IMergeJob job = await work.Index.Engine.PlanAsync([.. work.Inputs.Select(SourceOf)], Path.Join(folder, "runs"), work.Cancelled);
        RequireRows(work, job);
        (MergeSummary summary, ImmutableArray<ObjectChecksum> sums) = await OutputSteps.WriteAndProveAsync(
            work.Operation,
            job,
            ordinal => local.Create(KeyOf(work.Operation.Output(ordinal))),
            ordinal => local.OpenRead(KeyOf(work.Operation.Output(ordinal))),
            progress,
            work.Cancelled);
        foreach (string unsorted in summary.SortedInputs)
        {
            Invariant.Observe(work.Scope.SortFields.Length == 0, InvariantId.RowsInSchemaOrder, $"{unsorted} is not in the order of '{work.Scope.SortFields}', as its record says");
            throw new InputRefusedException($"{unsorted} is not in the order of '{work.Scope.SortFields}', as its record says", input: unsorted);
        }

        Invariant.Held(InvariantId.RowsInSchemaOrder, work.Inputs.Length);
        work.Digest = summary.Digest;
        var outputs = ImmutableArray.CreateBuilder<StagedOutput>(sums.Length);
        for (int i = 0; i < sums.Length; i++)
        {
            outputs.Add(await FinishAsync(work, local, work.Operation.Output(i), summary, i, sums[i]));
        }

        work.Outputs = outputs.MoveToImmutable();
    }

    private async Task<StagedOutput> FinishAsync(MergeWork work, LocalFileStore local, SplitId id, MergeSummary summary, int ordinal, ObjectChecksum written)
    {
        ImmutableArray<SplitMetadata> inputs = [.. work.Inputs.Select(input => input.Metadata)];
        string? digest = summary.OutputRows.Length == 1 && summary.CopiedRows == 0 ? summary.Digest : null;
        SplitMetadata split = _services.Finisher.Finish(
            PathOf(work, id), new UnfinishedSplit(id, work.Index.Config, inputs, summary.OutputRows[ordinal], written.SizeBytes, digest, Now));
        Invariant.Require(
            split.RowCount == summary.OutputRows[ordinal], InvariantId.RowsConserved, $"output {id} of {work.Operation} has {split.RowCount} rows, {summary.OutputRows[ordinal]} were written");
        Invariant.Require(split.Scope == work.Scope, InvariantId.ScopesNeverMix, $"output {id} of {work.Operation} is of scope {split.Scope}, not {work.Scope}");
        ObjectChecksum sum = await local.ReadBackAsync(KeyOf(id), work.Cancelled); // Of the bytes as they are now, with what was written into them.
        return new StagedOutput(split, _services.Places.FinalOf(work.Index.Uid, id).Path, sum.Crc32C);
    }

    /// <summary>Inputs whose bytes are gone or others are found before the first row is read, and are to blame (F-9, F-38).</summary>
    private async Task RequireUnchangedAsync(MergeWork work)
    {
        foreach (SplitRecord input in work.Inputs)
        {
            ObjectInfo? found = await _services.Store.FindAsync(ObjectKey.Parse(input.Location), work.Cancelled);
            if (found?.Version != input.Version)
            {
                string problem = found is null ? "is missing" : $"has version {found.Version}, but was published with {input.Version}";
                throw new InputRefusedException($"{NameOf(input)} {problem}", input: NameOf(input));
            }
        }
    }

    private void RequireRows(MergeWork work, IMergeJob job)
    {
        for (int i = 0; i < work.Inputs.Length; i++)
        {
            if (job.InputRows[i] != work.Inputs[i].RowCount)
            {
                throw new InputRefusedException(
                    $"{NameOf(work.Inputs[i])} has {job.InputRows[i]} rows, but was published with {work.Inputs[i].RowCount}", input: NameOf(work.Inputs[i]));
            }
        }
    }

    private MergeSource SourceOf(SplitRecord input) => new(NameOf(input), input.SizeBytes, () => Open(input));

    private IObjectReader Open(SplitRecord input)
    {
        try
        {
            return _services.Store.OpenRead(ObjectKey.Parse(input.Location));
        }
        catch (StorageException e) when (e.Error == StorageError.NotFound)
        {
            throw new InputRefusedException(e.Message, e, NameOf(input));
        }
    }

    private string NameOf(SplitRecord input) => _services.Store.Describe(ObjectKey.Parse(input.Location));

    private static ObjectKey KeyOf(SplitId output) => ObjectKey.Parse(output + ".parquet");
}
