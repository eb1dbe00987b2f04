using System.Collections.Immutable;
using Tenon.Metastore;
using Tenon.Pipeline.Inputs;
using Tenon.Splits;

namespace Tenon.Pipeline.Operations;

/// <summary>A file and what the metastore knows of it.</summary>
/// <param name="File">The file.</param>
/// <param name="Records">All splits of its path, oldest first.</param>
/// <param name="Fingerprint">Of the file as it is now; read only if a record has another version, else empty.</param>
internal sealed record KnownFile(InputFile File, ImmutableArray<SplitRecord> Records, string Fingerprint);

/// <summary>An operation to end without a result.</summary>
internal sealed record OperationEnd(OperationRecord Operation, OperationState State, string Reason);

/// <summary>An operation to begin.</summary>
/// <param name="Scope">Its scope.</param>
/// <param name="Inputs">Its inputs in merge order, each with its record if it is a published split of this target.</param>
internal sealed record ScopePlan(SplitScope Scope, ImmutableArray<(InputFile File, SplitRecord? Split)> Inputs);

/// <summary>A scope in which nothing new may be planned.</summary>
internal sealed record ScopeProblem(SplitScope Scope, string Problem);

/// <summary>What a run has to do.</summary>
internal sealed record CompactionPlan(
    ImmutableArray<OperationRecord> Resume,
    ImmutableArray<OperationEnd> End,
    ImmutableArray<ScopePlan> Begin,
    ImmutableArray<ScopeProblem> Problems,
    ImmutableArray<InputFile> Skipped);

/// <summary>Decides what a run has to do. No I/O, no clock: equal arguments give equal plans.</summary>
/// <remarks>
/// Planning comes to rest (F-56): every operation strictly lowers the number of files that no operation has read yet, since one is planned
/// only where there is such a file. What an operation wrote is not such a file.
/// </remarks>
internal static class CompactionPlanner
{
    private enum Standing
    {
        /// <summary>To be merged.</summary>
        New,

        /// <summary>Claimed by a planned operation, and unchanged since.</summary>
        Claimed,

        /// <summary>A published output of this target.</summary>
        Output,

        /// <summary>Merged already, or an output that is not published: no input.</summary>
        Done,

        /// <summary>Merged already, but replaced since: its old rows are in an output, so that merging it could repeat them.</summary>
        Changed,
    }

    public static CompactionPlan Plan(IReadOnlyList<KnownFile> files, IReadOnlyList<OperationRecord> planned, string settings, bool inPlace, long targetSizeBytes)
    {
        Dictionary<SplitId, KnownFile> claimed = [];
        var fresh = new List<KnownFile>();
        var outputs = new List<(KnownFile Known, SplitRecord Split)>();
        var skipped = ImmutableArray.CreateBuilder<InputFile>();
        var problems = ImmutableArray.CreateBuilder<ScopeProblem>();
        HashSet<SplitId> inOperation = [.. planned.SelectMany(operation => operation.Inputs).Select(split => split.Id)];
        foreach (KnownFile known in files)
        {
            (Standing standing, SplitRecord? split) = StandingOf(known, inOperation);
            switch (standing)
            {
                case Standing.New:
                    fresh.Add(known);
                    break;
                case Standing.Claimed:
                    claimed[split!.Id] = known; // A claim is a claim on a split.
                    break;
                case Standing.Output when inPlace:
                    outputs.Add((known, split!)); // So is an output one.
                    break;
                case Standing.Changed:
                    problems.Add(new ScopeProblem(known.File.Scope, ChangedProblem(known, split!))); // So is what it was.
                    break;
                default:
                    skipped.Add(known.File);
                    break;
            }
        }

        var resume = ImmutableArray.CreateBuilder<OperationRecord>();
        var end = ImmutableArray.CreateBuilder<OperationEnd>();
        foreach (OperationRecord operation in planned)
        {
            if (EndOf(operation, claimed, fresh, settings) is OperationEnd ended)
            {
                end.Add(ended);
                Free(operation, claimed, fresh, outputs);
            }
            else
            {
                resume.Add(operation);
            }
        }

        ImmutableArray<ScopePlan> begin = Begin(fresh, outputs, problems, skipped, targetSizeBytes);
        return new CompactionPlan(resume.ToImmutable(), end.ToImmutable(), begin, problems.ToImmutable(), skipped.ToImmutable());
    }

    private static (Standing Standing, SplitRecord? Split) StandingOf(KnownFile known, HashSet<SplitId> inOperation)
    {
        foreach (SplitRecord split in known.Records.Reverse())
        {
            if (split.CreatedBy is not null)
            {
                return split.State != SplitState.Published ? (Standing.Done, split)
                    : inOperation.Contains(split.Id) ? (Standing.Claimed, split)
                    : (Standing.Output, split);
            }

            bool isSame = split.Version == known.File.Info.Version;
            if (split.State == SplitState.Published)
            {
                return (isSame ? Standing.Claimed : Standing.New, split); // A changed one supersedes its operation.
            }

            if (isSame || (!split.IsOwned && split.Fingerprint == known.Fingerprint))
            {
                return (Standing.Done, split);
            }

            if (!split.IsOwned)
            {
                return (Standing.Changed, split);
            }
        }

        return (Standing.New, null); // Unknown, or a new file under the name of one that was moved aside.
    }

    private static OperationEnd? EndOf(OperationRecord operation, Dictionary<SplitId, KnownFile> claimed, List<KnownFile> fresh, string settings)
    {
        foreach (SplitRecord input in operation.Inputs)
        {
            if (!claimed.TryGetValue(input.Id, out KnownFile? known))
            {
                bool hasChanged = fresh.Any(file => file.File.Path == input.Path);
                return hasChanged
                    ? new OperationEnd(operation, OperationState.Superseded, $"{input.Path} has changed since it was planned")
                    : new OperationEnd(operation, OperationState.Abandoned, $"{input.Path} is gone, or was not asked for again");
            }

            if (known.File.Info.Version != input.Version)
            {
                return new OperationEnd(operation, OperationState.Superseded, $"{input.Path} has changed since it was planned");
            }
        }

        return operation.Settings == settings ? null
            : new OperationEnd(operation, OperationState.Abandoned, "another run asked for other settings");
    }

    /// <summary>Gives the inputs of an operation that is ended back, so that they are planned anew.</summary>
    private static void Free(OperationRecord operation, Dictionary<SplitId, KnownFile> claimed, List<KnownFile> fresh, List<(KnownFile Known, SplitRecord Split)> outputs)
    {
        foreach (SplitRecord input in operation.Inputs)
        {
            if (claimed.Remove(input.Id, out KnownFile? known))
            {
                if (input.CreatedBy is null)
                {
                    fresh.Add(known);
                }
                else
                {
                    outputs.Add((known, input));
                }
            }
        }
    }

    private static ImmutableArray<ScopePlan> Begin(
        List<KnownFile> fresh,
        List<(KnownFile Known, SplitRecord Split)> outputs,
        ImmutableArray<ScopeProblem>.Builder problems,
        ImmutableArray<InputFile>.Builder skipped,
        long targetSizeBytes)
    {
        HashSet<SplitScope> refused = [.. problems.Select(problem => problem.Scope)];
        var begin = ImmutableArray.CreateBuilder<ScopePlan>();
        ILookup<SplitScope, KnownFile> freshByScope = fresh.ToLookup(known => known.File.Scope);
        ILookup<SplitScope, (KnownFile Known, SplitRecord Split)> outputsByScope = outputs.ToLookup(output => output.Known.File.Scope);
        foreach (SplitScope scope in freshByScope.Select(group => group.Key).OrderBy(scope => scope.Path, StringComparer.Ordinal))
        {
            if (refused.Contains(scope))
            {
                continue;
            }

            IEnumerable<(InputFile File, SplitRecord? Split)> small = outputsByScope[scope]
                .Where(output => output.Split.SizeBytes < targetSizeBytes / 2)
                .Select(output => (output.Known.File, (SplitRecord?)output.Split));
            IEnumerable<(InputFile File, SplitRecord? Split)> all = freshByScope[scope].Select(known => (known.File, (SplitRecord?)null)).Concat(small);
            begin.Add(new ScopePlan(scope, [.. all.OrderBy(input => input.File.Path, StringComparer.Ordinal)]));
        }

        HashSet<SplitId> taken = [.. begin.SelectMany(plan => plan.Inputs).Select(input => input.Split).OfType<SplitRecord>().Select(split => split.Id)];
        skipped.AddRange(outputs.Where(output => !taken.Contains(output.Split.Id)).Select(output => output.Known.File));
        return begin.ToImmutable();
    }

    private static string ChangedProblem(KnownFile known, SplitRecord split) =>
        $"{known.File.Path} was merged by {split.RetiredBy} when it had {split.SizeBytes} bytes, and has been replaced since (now {known.File.Info.SizeBytes} bytes); "
        + "its old rows are in the output, so give the new file a new name, or compact into a new folder";
}
